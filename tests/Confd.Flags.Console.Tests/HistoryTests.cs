using System.Net;
using System.Text;
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
    public async Task History_OfAFlag_ShowsWhoDidWhatAndWhy()
    {
        await using var console = await StartAsync(
            new FlagHistoryEntry(7, Noon, 4, "ann", "too <slow>", [new MeaningLine("switch", "off; was on")]),
            new FlagHistoryEntry(5, Noon.AddDays(-1), null, null, null, []));
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"))).ShouldBe(HttpStatusCode.OK);

        ann.Page.ShouldContain("2026-11-27 12:00:00 UTC");
        ann.Page.ShouldContain("By <bdi>ann</bdi>: <bdi>too &lt;slow&gt;</bdi>");
        ann.Page.ShouldContain("switch: off; was on");
        ann.Page.ShouldContain("What changed is not known.");
        ann.Page.ShouldContain("Undo version 4 …");
        ann.Page.ShouldContain("Undo the change and all since …");
    }

    [Fact]
    public async Task History_WithoutAJournal_ReportsIt()
    {
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One(TestFlags.Flag()),
            change: environment => environment with { History = new Past([]) { Problem = "table flags has no journal" } });
        using var ann = console.ConsoleRequest();

        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        ann.Page.ShouldContain("table flags has no journal.");
    }

    [Fact]
    public async Task Undo_PreviewedAndConfirmed_IsWrittenAsAnOrdinaryChange()
    {
        var past = new Past([new FlagHistoryEntry(7, Noon, 4, "ann", null, [])]);
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One(TestFlags.Flag()), change: environment => environment with { History = past });
        using var ann = console.ConsoleRequest();
        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        (await ann.SubmitAsync("Undo version 4")).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("on; was off");
        (await ann.SubmitAsync("/console/flag/apply", "message", "it was fine")).ShouldBe(HttpStatusCode.SeeOther);

        var write = console.Store.Writes.ShouldHaveSingleItem();
        (write.Item.Version, write.Author.Name, write.Author.Message).ShouldBe((5, "somebody", "it was fine"));
        past.Positions.ShouldBe([6, 6]);
    }

    [Fact]
    public async Task Undo_ChangesThatShareAnEntry_RestoresTheOneBefore()
    {
        var past = new Past(
        [
            new FlagHistoryEntry(7, Noon, 4, "ann", null, []) { Place = 2 },
            new FlagHistoryEntry(7, Noon, 3, "ann", null, []) { Place = 1 },
        ]);
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One(TestFlags.Flag()), change: environment => environment with { History = past });
        using var ann = console.ConsoleRequest();
        foreach (var button in new[] { "Undo version 4 …", "Undo version 3 and all since …", "Back to version 3 …" })
        {
            await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));
            (await ann.SubmitAsync(button)).ShouldBe(HttpStatusCode.OK);
        }

        past.Positions.ShouldBe([6, 6, 6]);
        past.Places.ShouldBe([2, 1, 2]);
    }

    [Fact]
    public async Task Undo_FlagChangedMeanwhile_IsRefused()
    {
        await using var console = await StartAsync(new FlagHistoryEntry(7, Noon, 4, "ann", null, []));
        using var ann = console.ConsoleRequest();
        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        (await ann.SubmitAsync("Undo version 4", "version", "3")).ShouldBe(HttpStatusCode.Conflict);

        console.Store.Writes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("all")]
    public async Task Undo_UnknownPosition_IsRefused(string position)
    {
        await using var console = await StartAsync(new FlagHistoryEntry(7, Noon, 4, "ann", null, []));
        using var ann = console.ConsoleRequest();
        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        (await ann.SubmitAsync("Undo version 4", "position", position)).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("""{"key":"f","version":4,"deleted":true}""", 4)]
    [InlineData(null, 0)]
    public async Task Undo_OfADeletion_BringsTheFlagBackInAHigherVersion(string? stored, long version)
    {
        var past = new Past([new FlagHistoryEntry(7, Noon, null, "bob", "by mistake", [new MeaningLine("flag 'f'", "is gone")])])
        {
            Was = TestFlags.Flag(),
        };
        await using var console = await ServedConsole.StartAsync(
            stored is null ? [] : TestFlags.One(stored), change: environment => environment with { History = past });
        using var ann = console.ConsoleRequest();
        (await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"))).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("<span class=\"badge none\">deleted</span>");
        ann.Page.ShouldContain("By <bdi>bob</bdi>: <bdi>by mistake</bdi>");

        (await ann.SubmitAsync("Undo the change …")).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("<bdi>is new</bdi>");
        (await ann.SubmitAsync("/console/flag/apply", "message", "needed still")).ShouldBe(HttpStatusCode.SeeOther);
        (await ann.FollowAsync()).ShouldBe(HttpStatusCode.OK);

        var write = console.Store.Writes.ShouldHaveSingleItem();
        (write.SeenVersion, write.Item.Version, write.Author.Message).ShouldBe((stored is null ? null : version, 5, "needed still"));
        ann.Page.ShouldContain("10 % get true, 90 % get false");
        past.Positions.ShouldBe([6, 6]);
    }

    [Fact]
    public async Task Undo_OfADeletionAlreadyUndone_IsRefused()
    {
        var past = new Past([new FlagHistoryEntry(7, Noon, null, "bob", null, [])]) { Was = TestFlags.Flag() };
        await using var console = await ServedConsole.StartAsync([], change: environment => environment with { History = past });
        using var ann = console.ConsoleRequest();
        using var bob = console.ConsoleRequest();
        foreach (var visitor in new[] { ann, bob })
        {
            await visitor.GetAsync(ServedConsole.PathOf("flag/history", "f"));
        }

        await bob.ChangeAsync("Undo the change …");

        (await ann.SubmitAsync("Undo the change …")).ShouldBe(HttpStatusCode.Conflict);
        ann.Page.ShouldContain("has version 5, not 0: it was changed meanwhile");
    }

    [Fact]
    public async Task Page_OfADeletedFlag_LinksToItsHistory()
    {
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One("""{"key":"f","version":4,"deleted":true}"""),
            change: environment => environment with { History = new Past([]) });
        using var ann = await console.VisitFlagAsync("f");

        ann.Page.ShouldContain("""<a href="/console/flag/history?env=test&amp;key=f">Its history</a> may know what it was.""");
    }

    [Fact]
    public async Task History_OfAnUnknownFlag_IsNotFound()
    {
        await using var console = await StartAsync();
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync(ServedConsole.PathOf("flag/history", "none"))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task History_OfASegment_IsShownAndUndone()
    {
        var past = new Past([new FlagHistoryEntry(9, Noon, 2, "ann", null, [])]) { Was = """{"key":"s","version":1,"included":["x"]}""" };
        await using var console = await ServedConsole.StartAsync(
            segments: new() { ["s"] = """{"key":"s","version":2,"included":[],"salt":"s"}""" },
            change: environment => environment with { History = past });
        using var ann = console.ConsoleRequest();
        await ann.GetAsync(ServedConsole.PathOf("segment/history", "s"));

        await ann.ChangeAsync("Undo version 2");

        past.Asked.ShouldBe([(DataKind.Segments, "s")]);
        (await console.StoredAsync(DataKind.Segments, "s")).ShouldContain("\"included\":[\"x\"]");
        ann.Page.ShouldContain("Version 3 is written.");
    }

    [Fact]
    public async Task Undo_CannotBePlanned_IsReportedOnThePage()
    {
        var past = new Past([new FlagHistoryEntry(7, Noon, 4, "ann", null, [])]) { Refusal = "the journal has missed changes" };
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One(TestFlags.Flag()), change: environment => environment with { History = past });
        using var ann = console.ConsoleRequest();
        await ann.GetAsync(ServedConsole.PathOf("flag/history", "f"));

        (await ann.SubmitAsync("Undo version 4")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("the journal has missed changes.");
        console.Store.Writes.ShouldBeEmpty();
    }

    private static Task<ServedConsole> StartAsync(params FlagHistoryEntry[] entries) =>
        ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), change: environment => environment with { History = new Past(entries) });

    // Knows one state of the past: the flag was on, or what it was given.
    private sealed class Past(IReadOnlyList<FlagHistoryEntry> entries) : IFlagHistory
    {
        public string? Problem { get; init; }

        public string? Refusal { get; init; }

        public string? Was { get; init; }

        public List<long> Positions { get; } = [];

        public List<int> Places { get; } = [];

        public List<(DataKind Kind, string Key)> Asked { get; } = [];

        public Task<IReadOnlyList<FlagHistoryEntry>> ReadAsync(
            DataKind kind, string key, int limit, CancellationToken cancellationToken)
        {
            Asked.Add((kind, key));
            return Problem is null ? Task.FromResult(entries) : throw new FlagStoreException(Problem);
        }

        public Task<FlagPlan> PlanRollbackAsync(
            EnvironmentSnapshot seen, DataKind kind, string key, long position, int changes, CancellationToken cancellationToken)
        {
            Positions.Add(position);
            Places.Add(changes);
            if (Refusal is not null)
            {
                throw new FlagEditException(Refusal);
            }

            return Task.FromResult(Was is { } json
                ? FlagRollback.Plan(seen, [new PastItem(kind, key, FlagItemJson.Read(key, Encoding.UTF8.GetBytes(json)))])
                : FlagAuthoring.Edit(seen, kind, key, [new SwitchFlag(IsOn: true)]));
        }
    }
}
