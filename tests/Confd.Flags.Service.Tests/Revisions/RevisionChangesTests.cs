using System.Text;
using Confd.Flags.Service.Revisions;

namespace Confd.Flags.Service.Tests.Revisions;

public sealed class RevisionChangesTests : IAsyncDisposable
{
    private readonly Snapshots _store = new();
    private readonly RevisionChanges _changes = new();
    private Revision? _last;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Find_FlagWithAHigherVersion_IsThatChangeWithItsJson()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 1)).Flag("b", Flag("b", 1)));

        (await NextAsync(_store.Flag("a", Flag("a", 2)))).ShouldBe(["features a 2 {\"key\":\"a\",\"version\":2}"]);
    }

    [Fact]
    public async Task Find_NothingChanged_IsEmpty()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 1)));

        (await NextAsync(_store)).ShouldBe([]);
    }

    [Fact]
    public async Task Find_SegmentAndFlag_ReportsTheSegmentFirst()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 1)).Segment("s", Flag("s", 1)));

        (await NextAsync(_store.Flag("a", Flag("a", 2)).Segment("s", Flag("s", 2)))).ShouldNotBeNull()
            .Select(change => change.Split(' ')[1]).ShouldBe(["s", "a"]);
    }

    [Fact]
    public async Task Find_FlagsThatNeedEachOther_ReportsEachAfterThoseItNeeds()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 1)).Flag("d", Needing("d", 1, "c")));

        var changes = await NextAsync(
            _store.Flag("a", Needing("a", 2, "b")).Flag("b", Needing("b", 1, "d")).Flag("c", Flag("c", 1)));

        changes.ShouldNotBeNull().Select(change => change.Split(' ')[1]).ShouldBe(["c", "b", "a"]);
    }

    [Fact]
    public async Task Find_SegmentsThatNeedEachOther_ReportsEachAfterThoseItNeeds()
    {
        await BeginAsync(_store);

        var changes = await NextAsync(
            _store.Flag("f", Matching("f", 1, "s1")).Segment("s1", Matching("s1", 1, "s2")).Segment("s2", Flag("s2", 1)));

        changes.ShouldNotBeNull().Select(change => change.Split(' ')[1]).ShouldBe(["s2", "s1", "f"]);
    }

    [Fact]
    public async Task Find_RemovedItems_AreReportedAfterThoseThatNeededThem()
    {
        await BeginAsync(_store.Segment("s1", Matching("s1", 1, "s2")).Segment("s2", Flag("s2", 1))
            .Flag("a", Matching("a", 1, "s1")).Flag("gone", Needing("gone", 1, "needed")).Flag("needed", Matching("needed", 1, "s1")));

        var changes = await NextAsync(
            _store.Flag("a", Flag("a", 2)).Lose("needed").Lose("gone").LoseSegment("s1").LoseSegment("s2"));

        changes.ShouldNotBeNull().Select(change => change.Split(' ')[1]).ShouldBe(["a", "gone", "needed", "s1", "s2"]);
    }

    [Fact]
    public async Task Find_FlagsInACycle_AreAllReported()
    {
        await BeginAsync(_store);

        (await NextAsync(_store.Flag("a", Needing("a", 1, "b")).Flag("b", Needing("b", 1, "a")))).ShouldNotBeNull()
            .Select(change => change.Split(' ')[1]).ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Find_OtherTextWithoutAHigherVersion_RequiresANewDataSet(long version)
    {
        await BeginAsync(_store.Flag("a", Flag("a", 2)));

        (await NextAsync(_store.Flag("a", Flag("a", version, "\"on\":true")))).ShouldBeNull();
    }

    [Fact]
    public async Task Find_Tombstone_IsADeletionOfItsVersion()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 1)));

        (await NextAsync(_store.Delete("a", 5))).ShouldBe(["features a 5 gone"]);
        (await NextAsync(_store.Delete("a", 6))).ShouldBe([]);
    }

    [Fact]
    public async Task Find_MissingRow_IsADeletionInTheNextVersionAndReturnsOnlyAboveIt()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 4)).Flag("b", Flag("b", 4)));

        (await NextAsync(_store.Lose("a").Lose("b"))).ShouldBe(["features a 5 gone", "features b 5 gone"], ignoreOrder: true);
        (await NextAsync(_store.Flag("a", Flag("a", 6)))).ShouldBe(["features a 6 {\"key\":\"a\",\"version\":6}"]);
        (await NextAsync(_store.Flag("b", Flag("b", 5)))).ShouldBeNull();
    }

    [Theory]
    [InlineData(11, true)]
    [InlineData(12, false)]
    public async Task Find_FlagReturnsAfterALowerTombstone_IsComparedWithTheSentVersion(long version, bool isEverything)
    {
        await BeginAsync(_store.Flag("a", Flag("a", 10)));
        (await NextAsync(_store.Lose("a"))).ShouldBe(["features a 11 gone"]);
        (await NextAsync(_store.Delete("a", 1))).ShouldBe([]);
        (await NextAsync(_store.Flag("b", Flag("b", 1)))).ShouldNotBeNull();

        (await NextAsync(_store.Flag("a", Flag("a", version))) is null).ShouldBe(isEverything);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Find_FlagReturnsAfterItsTombstoneWasPurged_IsComparedWithTheSentVersion(long version, bool isEverything)
    {
        await BeginAsync(_store.Flag("a", Flag("a", 4)));
        (await NextAsync(_store.Delete("a", 5))).ShouldBe(["features a 5 gone"]);
        (await NextAsync(_store.Lose("a").Flag("b", Flag("b", 1)))).ShouldNotBeNull();
        (await NextAsync(_store.Flag("b", Flag("b", 2)))).ShouldNotBeNull();

        (await NextAsync(_store.Flag("a", Flag("a", version))) is null).ShouldBe(isEverything);
    }

    [Fact]
    public async Task Find_FlagReturnsAfterANewDataSet_IsNew()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 4)));
        (await NextAsync(_store.Lose("a"))).ShouldBe(["features a 5 gone"]);
        for (var number = 0; number <= 200; number++)
        {
            _store.Flag($"f{number}", Flag($"f{number}", 1));
        }

        (await NextAsync(_store)).ShouldBeNull();
        (await NextAsync(_store.Flag("a", Flag("a", 1)))).ShouldBe(["features a 1 {\"key\":\"a\",\"version\":1}"]);
    }

    [Fact]
    public async Task Find_InitialTombstone_IsIgnored()
    {
        await BeginAsync(_store.Delete("a", 7));

        (await NextAsync(_store.Flag("a", Flag("a", 1)))).ShouldBe(["features a 1 {\"key\":\"a\",\"version\":1}"]);
    }

    [Fact]
    public async Task Find_MissingRowWithTheHighestVersion_RequiresANewDataSet()
    {
        await BeginAsync(_store.Flag("a", Flag("a", long.MaxValue)));

        (await NextAsync(_store.Lose("a"))).ShouldBeNull();
    }

    [Fact]
    public async Task Find_FlagThatCannotBeReadAnyMore_StaysAsItWas()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 1)));

        (await NextAsync(_store.Flag("a", Flag("a", 2, "\"on\":\"yes\"")))).ShouldBe([]);
        (await NextAsync(_store.Flag("a", Flag("a", 3)))).ShouldHaveSingleItem().ShouldStartWith("features a 3");
    }

    [Fact]
    public async Task Find_NewTombstoneOrBrokenFlag_IsIgnored()
    {
        await BeginAsync(_store.Flag("a", Flag("a", 1)));

        (await NextAsync(_store.Delete("never", 3).Flag("broken", Flag("broken", 2, "\"on\":\"yes\"")))).ShouldBe([]);
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(201, true)]
    public async Task Find_ManyChanges_AreANewDataSet(int count, bool isEverything)
    {
        await BeginAsync(_store);
        for (var number = 0; number < count; number++)
        {
            _store.Flag($"f{number}", Flag($"f{number}", 1));
        }

        (await NextAsync(_store) is null).ShouldBe(isEverything);
    }

    [Fact]
    public async Task Find_FlagEntersOrLeavesAFilter_IsNewOrDeletedThere()
    {
        static bool IsWeb(string key) => key == "web";
        _store.Flag("web", Needing("web", 1, "a")).Flag("a", Flag("a", 1)).Flag("b", Flag("b", 1));
        var before = await _store.ReviseAsync(selects: IsWeb);
        _store.Flag("web", Needing("web", 2, "b"));

        var changes = _changes.Find(before, await _store.ReviseAsync(before, IsWeb)).ShouldNotBeNull();

        changes.Select(change => (change.Key, change.Version, change.Json is null))
            .ShouldBe([("b", 1, false), ("web", 2, false), ("a", 2, true)]);
    }

    private static string Flag(string key, long version, string more = "") =>
        $$"""{"key":"{{key}}","version":{{version}}{{(more is "" ? "" : ",")}}{{more}}}""";

    private static string Needing(string key, long version, string needed) =>
        Flag(key, version, $$"""
            "prerequisites":[{"key":"{{needed}}","variation":0}]
            """);

    private static string Matching(string key, long version, string segment) =>
        Flag(key, version, $$"""
            "rules":[{"clauses":[{"attribute":"","op":"segmentMatch","values":["{{segment}}"]}]}]
            """);

    private async Task BeginAsync(Snapshots store) => _last = await store.ReviseAsync();

    private async Task<string[]?> NextAsync(Snapshots store)
    {
        var before = _last!;
        _last = await store.ReviseAsync(before);
        return _changes.Find(before, _last)?.Select(Describe).ToArray();
    }

    private static string Describe(RevisionChange change)
    {
        var json = change.Json is { } text ? Encoding.UTF8.GetString(text.Span) : "gone";
        return $"{change.Kind} {change.Key} {change.Version} {json}";
    }
}
