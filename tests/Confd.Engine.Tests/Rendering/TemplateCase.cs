using System.Text;
using System.Text.Json;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Rendering;

/// <summary>One recorded case of <c>tests/fixtures/go-template</c>: what confd v0.41.1 (Go 1.26) made of a template.</summary>
internal sealed record TemplateCase(
    string Id,
    string Topic,
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Keys,
    IReadOnlyDictionary<string, string> Templates,
    IReadOnlyDictionary<string, string> Environment,
    string? Output,
    string? Error)
{
    private static readonly Lazy<IReadOnlyDictionary<string, TemplateCase>> Cases = new(ReadAll);

    public static IReadOnlyDictionary<string, TemplateCase> All => Cases.Value;

    private static Dictionary<string, TemplateCase> ReadAll() =>
        Directory.GetFiles(RepositoryFiles.Fixture("go-template"), "*.jsonl")
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
            Texts(root, "kv").ToDictionary(pair => pair.Key, pair => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(pair.Value), StringComparer.Ordinal),
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
