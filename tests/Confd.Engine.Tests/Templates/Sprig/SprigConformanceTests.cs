using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates.Sprig;

/// <summary>Every recorded template with functions of sprig renders the same bytes, or fails with the same message, as with Go's sprig
/// 3.3.0.</summary>
public sealed class SprigConformanceTests
{
    public static TheoryData<string> CaseIds => [.. TemplateCase.OfSprig.Keys];

    [Theory]
    [MemberData(nameof(CaseIds))]
    public void Render_RecordedTemplate_MatchesGo(string id)
    {
        using var folder = new TempDirectory();
        var recorded = TemplateCase.OfSprig[id];

        recorded.Render(folder).ShouldBe((recorded.Output, recorded.Error));
    }

    [Fact]
    public void CaseIds_Fixtures_AreAllThere() => TemplateCase.OfSprig.Count.ShouldBe(1106);
}
