using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests.Documents;

public sealed class EnvironmentSnapshotTests
{
    private static readonly EnvironmentSnapshot Seen = EnvironmentSnapshot.Of(
        "table",
        new Dictionary<string, VersionedItem>
        {
            ["b"] = Item("""{"on":true}"""),
            ["a"] = Item("""{"on":false}"""),
            ["gone"] = VersionedItem.Tombstone(3),
            ["kept"] = VersionedItem.Tombstone(5, """{"deleted":true,"archived":true}"""u8.ToArray()),
            ["broken"] = Item("""{"on":"yes"}"""),
        },
        new Dictionary<string, VersionedItem> { ["s"] = Item("""{"included":["u"]}""") });

    [Fact]
    public void Keys_OfAKind_AreSortedAndExcludeDeletedOnesUnlessRequested()
    {
        Seen.Keys(DataKind.Features).ShouldBe(["a", "b", "broken"]);
        Seen.Keys(DataKind.Features, withDeleted: true).ShouldBe(["a", "b", "broken", "gone", "kept"]);
        Seen.Keys(DataKind.Segments).ShouldBe(["s"]);
    }

    [Theory]
    [InlineData("none", "table has no flag 'none'")]
    [InlineData("gone", "table has no flag 'gone'; it was deleted in version 3")]
    [InlineData("kept", "table has no flag 'kept'; it was archived in version 5")]
    public void Require_MissingItem_ReportsWhatBecameOfIt(string key, string problem)
    {
        var refused = Should.Throw<FlagEditException>(() => Seen.Require(DataKind.Features, key));

        (refused.Message, refused.Kind).ShouldBe((problem, FlagRefusal.NotFound));
    }

    [Fact]
    public void ToSet_BrokenFlag_IsLeftOut()
    {
        Seen.ToSet().Flags.Keys.Order(StringComparer.Ordinal).ShouldBe(["a", "b"]);
        Seen.ToSet().Segments.Keys.ShouldBe(["s"]);
    }

    [Fact]
    public void ToSet_FlagWithHalfOfASurrogatePair_LeavesItOut()
    {
        var flags = new Dictionary<string, VersionedItem> { ["a"] = Item("{}"), ["half"] = Item("""{"description":"\ud83d"}""") };

        EnvironmentSnapshot.Of("table", flags, new Dictionary<string, VersionedItem>()).ToSet().Flags.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public void With_AnotherDocument_DoesNotChangeTheOriginalSnapshot()
    {
        var after = Seen.With(
            FlagDocument.Read(DataKind.Features, "a", Item("""{"on":true}""")),
            FlagDocument.Read(DataKind.Segments, "t", Item("{}")));

        after.ToSet().Flags["a"].IsOn.ShouldBeTrue();
        after.Keys(DataKind.Segments).ShouldBe(["s", "t"]);
        Seen.ToSet().Flags["a"].IsOn.ShouldBeFalse();
        Seen.Keys(DataKind.Segments).ShouldBe(["s"]);
    }

    [Fact]
    public void Validate_FlagIsInvalidJson_IsNamedBesideTheProblemsOfTheOthers()
    {
        var seen = EnvironmentSnapshot.Of(
            "table",
            new Dictionary<string, VersionedItem>
            {
                ["broken"] = Item("{"),
                ["needs"] = Item(
                    """{"on":true,"variations":[1],"fallthrough":{"variation":0},"prerequisites":[{"key":"absent","variation":0}]}"""),
            },
            new Dictionary<string, VersionedItem>());

        var problems = seen.Validate();

        problems.ShouldContain(problem => problem.Path.Contains("broken", StringComparison.Ordinal) && !problem.IsWarning);
        problems.ShouldContain(problem => problem.Path.StartsWith("$.flags.needs.prerequisites[0]", StringComparison.Ordinal));
    }

    [Fact]
    public void IsEmpty_TombstonesOnly_IsFalse()
    {
        EnvironmentSnapshot.Of("t", new Dictionary<string, VersionedItem>(), new Dictionary<string, VersionedItem>())
            .IsEmpty.ShouldBeTrue();
        EnvironmentSnapshot.Of(
            "t", new Dictionary<string, VersionedItem> { ["a"] = VersionedItem.Tombstone(1) }, new Dictionary<string, VersionedItem>())
            .IsEmpty.ShouldBeFalse();
    }

    private static VersionedItem Item(string json) => new(1, Encoding.UTF8.GetBytes(json));
}
