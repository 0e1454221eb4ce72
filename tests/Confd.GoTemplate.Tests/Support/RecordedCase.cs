using System.Text.Json;
using Confd.TestSupport;

namespace Confd.GoTemplate.Tests.Support;

/// <summary>A case recorded from the Go program; see tests/fixtures/README.md.</summary>
internal sealed record RecordedCase(
    string Id,
    string Topic,
    IReadOnlyDictionary<string, string> Keys,
    IReadOnlyDictionary<string, string> Templates,
    byte[]? Output,
    string? Error,
    string? ErrorKind)
{
    private const string ParsePrefix = "unable to process template @TEMPLATES@/main.tmpl: ";

    public string Main => Templates["main.tmpl"];

    /// <summary>The error as the library gives it, without the Go program's own prefix.</summary>
    public string? LibraryError => Error?.StartsWith(ParsePrefix, StringComparison.Ordinal) == true ? Error[ParsePrefix.Length..] : Error;

    public static IEnumerable<RecordedCase> ReadAll()
    {
        foreach (var file in Directory.EnumerateFiles(RepositoryFiles.Fixture("go-template"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
            {
                using var document = JsonDocument.Parse(line);
                yield return Read(document.RootElement);
            }
        }
    }

    private static RecordedCase Read(JsonElement element)
    {
        var expect = element.GetProperty("expect");
        return new RecordedCase(
            element.GetProperty("id").GetString()!,
            element.GetProperty("topic").GetString()!,
            ReadTexts(element.GetProperty("kv")),
            ReadTexts(element.GetProperty("templates")),
            ReadOutput(expect),
            expect.TryGetProperty("error", out var error) ? error.GetString() : null,
            expect.TryGetProperty("error_kind", out var kind) ? kind.GetString() : null);
    }

    private static Dictionary<string, string> ReadTexts(JsonElement element)
        => element.EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value.GetString()!, StringComparer.Ordinal);

    private static byte[]? ReadOutput(JsonElement expect)
    {
        if (expect.TryGetProperty("output_base64", out var encoded))
        {
            return encoded.GetBytesFromBase64();
        }

        return expect.TryGetProperty("output", out var output) ? System.Text.Encoding.UTF8.GetBytes(output.GetString()!) : null;
    }
}
