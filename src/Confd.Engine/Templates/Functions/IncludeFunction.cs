using System.Buffers;
using System.Text;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>
/// <c>include "name" [data]</c>: another template of the folder, rendered to a string with its own dot and definitions but the same keys.
/// </summary>
internal static class IncludeFunction
{
    private const int MaxDepth = 10;

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

    // A leading slash has no effect: the name is always relative to the folder, and may not lead out of it, by ".." or by a link.
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
            : throw new TemplateFunctionException($"include path {run.Names.Quoted(name)} is outside template directory");
    }

    private static void Enter(RenderRun run, string path)
    {
        if (run.Includes.Contains(path))
        {
            throw new TemplateFunctionException($"include cycle detected: {path} is already being processed");
        }

        if (run.Includes.Count >= MaxDepth)
        {
            throw new TemplateFunctionException($"maximum include depth ({MaxDepth}) exceeded");
        }

        run.Includes.Push(path);
    }

    private static ByteString Render(RenderContext context, RenderRun run, ByteString name, string path, Value dot)
    {
        try
        {
            var output = new ArrayBufferWriter<byte>();
            var template = run.Templates.Get(path, out _);
            run.Names.Add(template);
            template.Render(output, dot, run, context.CancellationToken);
            return new ByteString(output.WrittenMemory);
        }
        catch (TemplateFileException exception)
        {
            throw new TemplateFunctionException(
                $"include {run.Names.Plain(name)}: {Describe(exception, path, run.Names.IsKnown(name))}", exception);
        }
        catch (TemplateException exception)
        {
            var step = exception.Kind == TemplateErrorKind.Parse ? "parse" : "execute";
            throw new TemplateFunctionException($"{step} include {run.Names.Plain(name)}: {exception.Text}", exception);
        }
    }

    // Only the last part of the path is the name, but the whole path has to be hidden with it.
    private static ErrorText Describe(TemplateFileException exception, string path, bool isKnown) => isKnown
        ? exception.Message
        : new ErrorText(exception.Message, exception.Message.Replace(path, "the file of that name", StringComparison.Ordinal));
}
