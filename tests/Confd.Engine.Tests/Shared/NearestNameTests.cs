using Confd.Shared;

namespace Confd.Engine.Tests.Shared;

public sealed class NearestNameTests
{
    private static readonly string[] Known =
    [
        "prefix", "keys", "src", "dest", "reload_cmd", "check_cmd", "min_reload_interval", "on", "offVariation", "fallthrough",
    ];

    [Theory]
    [InlineData("kesy", "keys")]
    [InlineData("perfix", "prefix")]
    [InlineData("destt", "dest")]
    [InlineData("reload_command", "reload_cmd")]
    [InlineData("reloadCmd", "reload_cmd")]
    [InlineData("CHECK-CMD", "check_cmd")]
    [InlineData("min_reload_intervall", "min_reload_interval")]
    [InlineData("off_variation", "offVariation")]
    [InlineData("fallthroguh", "fallthrough")]
    [InlineData("fallthru", "fallthrough")]
    [InlineData("ofn", "on")]
    [InlineData("template", null)]
    [InlineData("somethingElse", null)]
    [InlineData("zz", null)]
    [InlineData("x", null)]
    [InlineData("-", null)]
    [InlineData("", null)]
    public void Find_Misspelling_IsTheIntendedName(string written, string? meant) =>
        NearestName.Find(written, Known).ShouldBe(meant);

    [Fact]
    public void Find_SeveralAlike_IsTheFirst() => NearestName.Find("check", ["chick", "chock"]).ShouldBe("chick");

    [Fact]
    public void Find_NoCandidates_IsNothing() => NearestName.Find("check", []).ShouldBeNull();

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("same", "same", 0)]
    public void EditDistance_OfTwoTexts_IsTheSameBothWays(string from, string to, int edits)
    {
        NearestName.EditDistance(from, to).ShouldBe(edits);
        NearestName.EditDistance(to, from).ShouldBe(edits);
    }
}
