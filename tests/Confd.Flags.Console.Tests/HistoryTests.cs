using System.Net;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Console.Environments;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Tests;

public sealed class HistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task History_OfAFlag_TellsWhoDidWhatAndWhy()
    {
        await using var console = await StartAsync(
            new FlagHistoryEntry(7, Noon, 4, "ann", "too <slow>", [new MeaningLine("switch", "off; was on")]),
            new FlagHistoryEntry(5, Noon.AddDays(-1), null, null, null, []));
        using var ann = console.Visit();

        (await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"))).ShouldBe(HttpStatusCode.OK);

        ann.Page.ShouldContain("2026-11-27 12:00:00 UTC");
        ann.Page.ShouldContain("By <bdi>ann</bdi>: <bdi>too &lt;slow&gt;</bdi>");
        ann.Page.ShouldContain("switch: off; was on");
        ann.Page.ShouldContain("What changed is not known.");
        ann.Page.ShouldContain("Undo version 4 …");
        ann.Page.ShouldContain("Undo the change and all since …");
    }

    [Fact]
    public async Task History_ThatNothingKeeps_SaysSo()
    {
        await using var console = await ServedConsole.StartAsync(
            Some.One(Some.Flag()),
            change: environment => environment with { History = new Past([]) { Problem = "table flags has no journal" } });
        using var ann = console.Visit();

        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        ann.Page.ShouldContain("table flags has no journal.");
    }

    [Fact]
    public async Task Undo_PreviewedAndConfirmed_IsWrittenAsAChangeLikeAnyOther()
    {
        var past = new Past([new FlagHistoryEntry(7, Noon, 4, "ann", null, [])]);
        await using var console = await ServedConsole.StartAsync(
            Some.One(Some.Flag()), change: environment => environment with { History = past });
        using var ann = console.Visit();
        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        (await ann.SubmitAsync("Undo version 4")).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("on; was off");
        (await ann.SubmitAsync("/console/flag/apply", "message", "it was fine")).ShouldBe(HttpStatusCode.SeeOther);

        var write = console.Store.Writes.ShouldHaveSingleItem();
        (write.Item.Version, write.Author.Name, write.Author.Message).ShouldBe((5, "somebody", "it was fine"));
        past.Positions.ShouldBe([6, 6]);
    }

    [Fact]
    public async Task Undo_FlagChangedMeanwhile_IsRefused()
    {
        await using var console = await StartAsync(new FlagHistoryEntry(7, Noon, 4, "ann", null, []));
        using var ann = console.Visit();
        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        (await ann.SubmitAsync("Undo version 4", "version", "3")).ShouldBe(HttpStatusCode.Conflict);

        console.Store.Writes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("all")]
    public async Task Undo_ToNowhere_IsRefused(string position)
    {
        await using var console = await StartAsync(new FlagHistoryEntry(7, Noon, 4, "ann", null, []));
        using var ann = console.Visit();
        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        (await ann.SubmitAsync("Undo version 4", "position", position)).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static Task<ServedConsole> StartAsync(params FlagHistoryEntry[] entries) =>
        ServedConsole.StartAsync(Some.One(Some.Flag()), change: environment => environment with { History = new Past(entries) });

    // Knows one state of the past: the flag was on.
    private sealed class Past(IReadOnlyList<FlagHistoryEntry> entries) : IFlagHistory
    {
        public string? Problem { get; init; }

        public List<long> Positions { get; } = [];

        public Task<IReadOnlyList<FlagHistoryEntry>> ReadAsync(string key, int limit, CancellationToken cancellationToken) =>
            Problem is null ? Task.FromResult(entries) : throw new FlagStoreException(Problem);

        public Task<FlagPlan> PlanRestoreAsync(
            EnvironmentSnapshot seen, string key, long position, CancellationToken cancellationToken)
        {
            Positions.Add(position);
            return Task.FromResult(FlagAuthoring.Edit(seen, DataKind.Features, key, [new SwitchFlag(IsOn: true)]));
        }
    }
}
