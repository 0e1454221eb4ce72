using System.Buffers;
using System.Text;
using Confd.Engine.Files;
using Confd.Engine.Keys;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Rendering.Functions;

/// <summary>
/// <c>include "name" [data]</c>: another template of the folder, rendered to a string with its own dot and definitions but the same keys.
/// </summary>
internal static class IncludeFunction
{
    private const int MaximumDepth = 10;

    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.CreateVariadic("include", [GoType.String, GoType.Any], GoType.String, (context, arguments) =>
            Include(context, arguments[0].AsString(), arguments.Length > 1 ? arguments[1] : Value.Nil)),
    ];

    private static Value Include(RenderContext context, ByteString name, Value dot)
    {
        var run = context.GetState<RenderRun>();
        var path = PathOf(run, name);
        Enter(run, path);
        try
        {
            return Value.FromString(Render(context, run, name, path, dot));
        }
        finally
        {
            run.Includes.Pop();
        }
    }

    // A leading slash changes nothing: the name is always taken below the folder, and may not lead out of it, by ".." or by a link.
    private static string PathOf(RenderRun run, ByteString name)
    {
        var joined = Encoding.UTF8.GetBytes($"{run.TemplateFolder}/{name}");
        var path = Encoding.UTF8.GetString(GoPath.Clean(joined));
        var isInside = RealPath.IsBelow(path, run.TemplateFolder)
            && RealPath.TryResolve(path) is { } real
            && RealPath.TryResolve(run.TemplateFolder) is { } folder
            && RealPath.IsBelow(real, folder);
        return isInside
            ? path
            : throw new TemplateFunctionException($"include path {GoFormat.Quote(name)} is outside template directory");
    }

    private static void Enter(RenderRun run, string path)
    {
        if (run.Includes.Contains(path))
        {
            throw new TemplateFunctionException($"include cycle detected: {path} is already being processed");
        }

        if (run.Includes.Count >= MaximumDepth)
        {
            throw new TemplateFunctionException($"maximum include depth ({MaximumDepth}) exceeded");
        }

        run.Includes.Push(path);
    }

    private static ByteString Render(RenderContext context, RenderRun run, ByteString name, string path, Value dot)
    {
        try
        {
            var output = new ArrayBufferWriter<byte>();
            run.Templates.Get(path, out _).Render(output, dot, run, context.CancellationToken);
            return new ByteString(output.WrittenMemory);
        }
        catch (TemplateFileException exception)
        {
            throw new TemplateFunctionException($"include {name}: {exception.Message}", exception);
        }
        catch (TemplateException exception)
        {
            var step = exception.Kind == TemplateErrorKind.Parse ? "parse" : "execute";
            throw new TemplateFunctionException($"{step} include {name}: {exception.Message}", exception);
        }
    }
}
