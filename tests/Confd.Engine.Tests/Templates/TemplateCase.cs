using System.Buffers;
using System.Text;
using System.Text.Json;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates;

/// <summary>One recorded case of <c>tests/fixtures</c>: what confd v0.41.1 (<c>go-template</c>), or one with sprig 3.3.0 (<c>sprig</c>),
/// made of a template.</summary>
internal sealed record TemplateCase(
    string Id,
    string Topic,
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Keys,
    IReadOnlyDictionary<string, string> Templates,
    IReadOnlyDictionary<string, string> Environment,
    string? Output,
    string? Error)
{
    private static readonly Lazy<IReadOnlyDictionary<string, TemplateCase>> Cases = new(() => ReadAll("go-template"));
    private static readonly Lazy<IReadOnlyDictionary<string, TemplateCase>> SprigCases = new(() => ReadAll("sprig"));

    public static IReadOnlyDictionary<string, TemplateCase> All => Cases.Value;

    public static IReadOnlyDictionary<string, TemplateCase> OfSprig => SprigCases.Value;

    /// <summary>Renders the case: the output, or the message without the program's own prefix.</summary>
    public (string? Output, string? Error) Render(TempDirectory folder)
    {
        foreach (var (name, text) in Templates)
        {
            folder.Write($"templates/{name}", text);
        }

        var main = folder["templates/main.tmpl"];
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = folder["templates"],
            Environment = name => name == "TZ" ? "UTC" : Environment.GetValueOrDefault(name),
        });
        try
        {
            var output = new ArrayBufferWriter<byte>();
            renderer.Render(main, new RenderInput(KeySnapshot.Create(Keys)), output, Cancellation);
            return (Encoding.UTF8.GetString(output.WrittenSpan), null);
        }
        catch (TemplateRenderException exception)
        {
            var prefix = $"unable to process template {main}: ";
            var message = exception.Message;
            return (null, message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message);
        }
    }

    private static Dictionary<string, TemplateCase> ReadAll(string folder) =>
        Directory.GetFiles(RepositoryFiles.Fixture(folder), "*.jsonl")
            .Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Where(line => line.Length > 0)
            .Select(Read)
            .ToDictionary(read => read.Id, StringComparer.Ordinal);

    private static TemplateCase Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var expect = root.GetProperty("expect");
        return new TemplateCase(
            root.GetProperty("id").GetString()!,
            root.GetProperty("topic").GetString()!,
            Texts(root, "kv").ToDictionary(
                pair => pair.Key, pair => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(pair.Value), StringComparer.Ordinal),
            Texts(root, "templates"),
            Texts(root, "env"),
            Text(expect, "output"),
            Text(expect, "error"));
    }

    private static Dictionary<string, string> Texts(JsonElement element, string name) => element.TryGetProperty(name, out var texts)
        ? texts.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!, StringComparer.Ordinal)
        : [];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;
}
