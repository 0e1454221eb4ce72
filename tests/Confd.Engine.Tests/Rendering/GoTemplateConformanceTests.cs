using System.Buffers;
using System.Text;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Rendering;

/// <summary>Every recorded template renders the same bytes, or fails with the same message, as with the Go program.</summary>
public sealed class GoTemplateConformanceTests
{
    /// <summary>Cases by id where we differ on purpose, with the reason. A listed case that passes is a failure.</summary>
    private static readonly Dictionary<string, string> KnownDifferences = new(StringComparer.Ordinal);

    public static TheoryData<string> CaseIds => [.. TemplateCase.All.Keys];

    [Theory]
    [MemberData(nameof(CaseIds))]
    public void Render_RecordedTemplate_MatchesGo(string id)
    {
        using var folder = new TempDirectory();
        var recorded = TemplateCase.All[id];
        var (output, error) = Render(recorded, folder);
        var expected = (recorded.Output, recorded.Error?.Replace("@TEMPLATES@", folder["templates"], StringComparison.Ordinal));
        if (KnownDifferences.TryGetValue(id, out var reason))
        {
            (output, error).ShouldNotBe(expected, $"the difference is gone: {reason}");
            return;
        }

        (output, error).ShouldBe(expected);
    }

    [Fact]
    public void CaseIds_Fixtures_AreAllThere() => TemplateCase.All.Count.ShouldBe(2281);

    private static (string? Output, string? Error) Render(TemplateCase recorded, TempDirectory folder)
    {
        foreach (var (name, text) in recorded.Templates)
        {
            folder.Write($"templates/{name}", text);
        }

        var main = folder["templates/main.tmpl"];
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = folder["templates"],
            Environment = name => name == "TZ" ? "UTC" : recorded.Environment.GetValueOrDefault(name),
        });
        try
        {
            var output = new ArrayBufferWriter<byte>();
            renderer.Render(main, KeySnapshot.Create(recorded.Keys), output, TestContext.Current.CancellationToken);
            return (Encoding.UTF8.GetString(output.WrittenSpan), null);
        }
        catch (TemplateRenderException exception)
        {
            var prefix = $"unable to process template {main}: ";
            var message = exception.Message;
            return (null, message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message);
        }
    }
}
