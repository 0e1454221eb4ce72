using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates;

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
        var (output, error) = recorded.Render(folder);
        var expected = (recorded.Output, recorded.Error?.Replace("@TEMPLATES@", folder["templates"], StringComparison.Ordinal));
        if (KnownDifferences.TryGetValue(id, out var reason))
        {
            (output, error).ShouldNotBe(expected, $"the difference is gone: {reason}");
            return;
        }

        (output, error).ShouldBe(expected);
    }

    [Fact]
    public void CaseIds_Fixtures_AreAllThere() => TemplateCase.All.Count.ShouldBe(2283);
}
