using System.Net;

namespace Confd.Flags.Console.Tests;

/// <summary>Flags and segments that are renamed, archived and restored.</summary>
public sealed class LifecycleTests
{
    private const string Dependent = """
        {"key":"g","version":2,"on":true,"salt":"s","variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},
        "prerequisites":[{"key":"f","variation":0}]}
        """;

    private const string Segment = """{"key":"staff","version":3,"included":["ann"],"salt":"s"}""";

    private const string Archived = ",\"deleted\":true,\"archived\":true";

    [Fact]
    public async Task Archive_PreviewedAndConfirmed_ArchivesTheFlagAndOffersToRestoreIt()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("value=\"archive\"")).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("is gone: everyone gets the caller&#x27;s default");
        console.Store.Writes.ShouldBeEmpty();
        await ann.SubmitAsync("/console/flag/apply", "message", "the launch is over");
        await ann.FollowAsync();

        console.Store.Writes.ShouldHaveSingleItem().Author.Message.ShouldBe("the launch is over");
        (await console.StoredAsync("f")).ShouldContain("\"archived\":true");
        ann.Page.ShouldContain("Version 5 is written.");
        ann.Page.ShouldContain("All its settings are kept.");
        ann.Page.ShouldNotContain("Turn on");
    }

    [Fact]
    public async Task Restore_OfAnArchivedFlag_RestoresEverything()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(Archived)));
        using var ann = await console.VisitFlagAsync("f");

        await ann.ChangeAsync("value=\"restore\"");

        (await console.StoredAsync("f")).ShouldContain("\"deleted\":false");
        ann.Page.ShouldContain("Turn on …");
        ann.Page.ShouldContain("10 % get true, 90 % get false");
    }

    [Fact]
    public async Task Restore_OfARestoredFlag_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(Archived)));
        using var ann = await console.VisitFlagAsync("f");
        using var bob = await console.VisitFlagAsync("f");
        await bob.ChangeAsync("value=\"restore\"");

        (await ann.SubmitAsync("value=\"restore\"")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("flag &#x27;f&#x27; is not archived");
        console.Store.Writes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Archive_OfAReferencedFlag_IsRefusedAndNamesTheReferrer()
    {
        var flags = TestFlags.One(TestFlags.Flag());
        flags["g"] = Dependent;
        await using var console = await ServedConsole.StartAsync(flags);
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("value=\"archive\"")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("flag &#x27;f&#x27; is referred to by flag &#x27;g&#x27;; change these first");
        ann.Page.ShouldContain("<details open><summary>Archive this flag</summary>");
    }

    [Fact]
    public async Task Archive_FlagChangedMeanwhile_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("value=\"archive\"", "version", "3")).ShouldBe(HttpStatusCode.Conflict);

        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rename_OfAFlag_UpdatesReferencesAndShowsTheNewKey()
    {
        var flags = TestFlags.One(TestFlags.Flag());
        flags["g"] = Dependent;
        await using var console = await ServedConsole.StartAsync(flags);
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("value=\"rename\"", "new-key", "f2")).ShouldBe(HttpStatusCode.OK);
        foreach (var key in new[] { "f2", "g", "f" })
        {
            ann.Page.ShouldContain($"<h2>The flag <bdi>{key}</bdi></h2>");
        }

        ann.Page.ShouldContain("Write all 3");
        (await ann.SubmitAsync("/console/flag/apply")).ShouldBe(HttpStatusCode.SeeOther);
        await ann.FollowAsync();

        console.Store.Writes.Select(write => write.Key).ShouldBe(["f2", "g", "f"]);

        // Not by the browser that leaves in the middle.
        console.Store.Ends.ShouldAllBe(end => !end.CanBeCanceled);
        (await console.StoredAsync("g")).ShouldContain("[{\"key\":\"f2\",\"variation\":0}]");
        ann.Page.ShouldContain("<bdi>f2</bdi>");
        ann.Page.ShouldContain("Version 1 is written.");
        await ann.GetAsync(ServedConsole.PathOf("flag", "f"));
        ann.Page.ShouldContain("Nothing of it is kept here.");
    }

    [Theory]
    [InlineData("g", "already exists, in version 2")]
    [InlineData("", "a key has 1 to 256 letters")]
    [InlineData("a/b", "a key has 1 to 256 letters")]
    public async Task Rename_ToAnInvalidOrTakenKey_IsRefusedBesideTheField(string newKey, string problem)
    {
        var flags = TestFlags.One(TestFlags.Flag());
        flags["g"] = Dependent;
        await using var console = await ServedConsole.StartAsync(flags);
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("value=\"rename\"", "new-key", newKey)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.Split("id=\"field-new-key-problem\">")[1].Split('<')[0].ShouldContain(problem);
        ann.Page.ShouldContain("<details open><summary>Rename this flag</summary>");
        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Segment_RenamedAndArchived_UpdatesItsReferences()
    {
        var flag = TestFlags.Flag(
            """,  "rules":[{"id":"r","variation":0,"clauses":[{"attribute":"","op":"segmentMatch","values":["staff"]}]}]""");
        await using var console = await ServedConsole.StartAsync(TestFlags.One(flag), new() { ["staff"] = Segment });
        using var ann = await console.VisitSegmentAsync("staff");

        (await ann.SubmitAsync("value=\"archive\"")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        ann.Page.ShouldContain("segment &#x27;staff&#x27; is referred to by flag &#x27;f&#x27;");
        await ann.ChangeAsync("value=\"rename\"", "new-key", "people");

        (await console.StoredAsync("f")).ShouldContain("\"values\":[\"people\"]");
        ann.Page.ShouldContain("Segment <bdi>people</bdi>");
    }

    [Fact]
    public async Task List_OfArchivedAndDeleted_LinksToEach()
    {
        await using var console = await ServedConsole.StartAsync(
            new()
            {
                ["old"] = TestFlags.Flag(Archived, key: "old"),
                ["gone"] = """{"key":"gone","version":2,"deleted":true}""",
                ["f"] = TestFlags.Flag(),
            },
            new() { ["staff"] = """{"key":"staff","version":2,"deleted":true,"archived":true}""" });
        using var ann = await console.VisitPageAsync("flags");

        ann.Page.ShouldContain("1 of 1 flags");
        ann.Page.ShouldContain("Archived and deleted: 3");
        var rows = ann.Page[ann.Page.IndexOf("Archived and deleted", StringComparison.Ordinal)..];
        rows.IndexOf("<bdi>old</bdi>", StringComparison.Ordinal)
            .ShouldBeLessThan(rows.IndexOf("<bdi>gone</bdi>", StringComparison.Ordinal));
        rows.ShouldContain("""href="/console/segment?env=test&amp;key=staff">""");
    }

    [Fact]
    public async Task Page_OfADeletedFlagWithoutHistory_ReportsThatNothingIsLeft()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One("""{"key":"f","version":2,"deleted":true}"""));
        using var ann = await console.VisitFlagAsync("f");

        ann.Page.ShouldContain("There is no history from which it could come back.");
        ann.Page.ShouldNotContain("value=\"restore\"");
    }

    [Fact]
    public async Task Page_OfAnArchivedFlagThatCannotBeChanged_HasNoForm()
    {
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One(TestFlags.Flag(Archived)), change: environment => environment with { IsReadOnly = true });
        using var ann = await console.VisitFlagAsync("f");

        ann.Page.ShouldContain("All its settings are kept.");
        ann.Page.ShouldNotContain("value=\"restore\"");
    }

    [Fact]
    public async Task Evaluation_OfAnArchivedFlag_IsNotFound()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(Archived)));
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync(ServedConsole.PathOf("flag/evaluate", "f"))).ShouldBe(HttpStatusCode.NotFound);

        ann.Page.ShouldContain("it was archived in version 4");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("restore")]
    [InlineData("launch")]
    [InlineData("")]
    public async Task Form_UnknownChangeOfAFlag_WritesNothing(string change)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("value=\"archive\"", "change", change)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        console.Store.Writes.ShouldBeEmpty();
    }
}
