using System.Net;
using System.Text;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Tests;

public sealed class ChangeTests
{
    [Fact]
    public async Task Switch_PreviewedAndConfirmed_IsWrittenWithActorAndMessage()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("name=\"change\" value=\"on\"")).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("Nothing is written yet.");
        ann.Page.ShouldContain("on; was off: 90 % get false, 10 % get true; before everyone got false");
        console.Store.Writes.ShouldBeEmpty();
        (await ann.SubmitAsync("/console/flag/apply", "message", "launch day")).ShouldBe(HttpStatusCode.SeeOther);

        var write = console.Store.Writes.ShouldHaveSingleItem();
        (write.Key, write.SeenVersion, write.Item.Version).ShouldBe(("f", 4, 5));
        (write.Author.Name, write.Author.Message).ShouldBe(("somebody", "launch day"));
        (await console.StoredAsync("f")).ShouldContain("\"on\":true");
        (await ann.FollowAsync()).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("Version 5 is written.");
        console.Log.Lines.ShouldContain("Information somebody changed the flag f of test to version 5 in the console");
    }

    [Fact]
    public async Task Shares_Changed_AreDescribedAndWritten()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(isOn: true)));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("name=\"change\" value=\"serve\"", "weight-0", "12.5", "weight-1", "87.5")).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("12.5 % of users get true; was 10 %");
        await ann.SubmitAsync("/console/flag/apply");

        (await console.StoredAsync("f")).ShouldContain("""{"variation":0,"weight":12500}""");
    }

    [Theory]
    [InlineData("10", "80", "the weights add up to 90 percent, not 100")]
    [InlineData("ten", "90", "a share is a number of percent")]
    public async Task Shares_Invalid_AreRefused(string one, string other, string problem)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("name=\"change\" value=\"serve\"", "weight-0", one, "weight-1", other))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain(problem);
        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Preview_FlagChangedMeanwhile_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");
        await PutAsync(console, TestFlags.Flag().Replace("\"version\":4", "\"version\":5", StringComparison.Ordinal));

        (await ann.SubmitAsync("name=\"change\" value=\"on\"")).ShouldBe(HttpStatusCode.Conflict);

        ann.Page.ShouldContain("has version 5, not 4: it was changed meanwhile, and nothing was written");
    }

    [Fact]
    public async Task Confirmation_FlagChangedSinceThePreview_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");
        await ann.SubmitAsync("name=\"change\" value=\"on\"");
        await PutAsync(console, TestFlags.Flag().Replace("\"version\":4", "\"version\":5", StringComparison.Ordinal));

        (await ann.SubmitAsync("/console/flag/apply")).ShouldBe(HttpStatusCode.Conflict);

        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Confirmation_FlagChangedWhileItIsWritten_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");
        await ann.SubmitAsync("name=\"change\" value=\"on\"");
        console.Store.BeforeWrite = write => console.Store.UpsertAsync(write.Kind, "f", Item(TestFlags.Flag(), 7), default).Wait();

        (await ann.SubmitAsync("/console/flag/apply")).ShouldBe(HttpStatusCode.Conflict);

        ann.Page.ShouldContain("was changed meanwhile (version 4 when this began): nothing was written");
    }

    [Fact]
    public async Task Confirmation_OtherFlagChangedMeanwhileMakesACycle_IsSaidAfterTheWrite()
    {
        const string Needing = ",\"prerequisites\":[{\"key\":\"f\",\"variation\":0}]";
        await using var console = await ServedConsole.StartAsync(new() { ["f"] = TestFlags.Flag(), ["g"] = TestFlags.Flag(key: "g") });
        using var ann = await console.VisitFlagAsync("f");
        await ann.SubmitAsync("name=\"change\" value=\"prerequisite-add\"", "flag", "g", "variation", ":0");
        console.Store.BeforeWrite = write =>
            console.Store.UpsertAsync(write.Kind, "g", Item(TestFlags.Flag(Needing, key: "g"), 5), default).Wait();

        (await ann.SubmitAsync("/console/flag/apply")).ShouldBe(HttpStatusCode.OK);

        ann.Page.ShouldContain("Written, but");
        ann.Page.ShouldContain("leads back to the flag itself");
        (await console.StoredAsync("f")).ShouldContain("prerequisites");
    }

    [Fact]
    public async Task Preview_OfNoChange_OffersNothingToWrite()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("name=\"change\" value=\"serve\"", "weight-0", "10", "weight-1", "90")).ShouldBe(HttpStatusCode.OK);

        ann.Page.ShouldContain("Nothing changes: the flag is already up to date.");
        ann.Page.ShouldNotContain("/console/flag/apply");
    }

    [Fact]
    public async Task Targets_AddedAndRemoved_AreWritten()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        await ann.SubmitAsync("name=\"change\" value=\"target\"", "variation", ":0", "kind", "org", "keys", "acme\r\n o'neil \r\n\r\n");
        await ann.SubmitAsync("/console/flag/apply");
        await ann.FollowAsync();
        (await console.StoredAsync("f")).ShouldContain("""{"contextKind":"org","values":["acme","o'neil"],"variation":0}""");
        await ann.SubmitAsync("name=\"change\" value=\"untarget\"", "keys", "o'neil");
        await ann.SubmitAsync("/console/flag/apply");

        (await console.StoredAsync("f")).ShouldContain("\"values\":[\"acme\"]");
    }

    [Fact]
    public async Task Rules_AddedMovedChangedAndRemoved_AreWritten()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        await AddRuleAsync(ann, "north", "country", "NO\nSE");
        await AddRuleAsync(ann, "adults", "age", "18\n\"18\"");
        (await console.StoredAsync("f")).ShouldContain(
            """{"contextKind":"user","attribute":"age","op":"in","values":[18,"18"],"negate":false}""");
        await ann.SubmitAsync("Move rule 2 up");
        ann.Page.ShouldContain("are evaluated in the order");
        await ann.SubmitAsync("/console/flag/apply");
        await ann.FollowAsync();
        ann.Page.IndexOf("<code><bdi>adults", StringComparison.Ordinal)
            .ShouldBeLessThan(ann.Page.IndexOf("<code><bdi>north", StringComparison.Ordinal));
        await ann.SubmitAsync("Remove rule 1");
        await ann.SubmitAsync("/console/flag/apply");
        await ann.FollowAsync();
        await ann.SubmitAsync(
            "name=\"change\" value=\"rule-edit\"",
            "clause-operator-0", "endsWith", "clause-attribute-0", "email", "clause-kind-0", "user", "clause-not-0", "not",
            "clause-values-0", "@example.com");
        ann.Page.ShouldContain("if email not endsWith @example.com; was: if country in NO, SE");
        await ann.SubmitAsync("/console/flag/apply");

        var stored = await console.StoredAsync("f");
        stored.ShouldContain(
            """
            {"id":"north","clauses":[{"contextKind":"user","attribute":"email","op":"endsWith","values":["@example.com"],"negate":true}]
            """);
        stored.ShouldNotContain("adults");
    }

    [Fact]
    public async Task Rule_OfAnUnknownSegment_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync(
            "name=\"change\" value=\"rule-add\"",
            "clause-operator-0", "segmentMatch", "clause-values-0", "beta", "weight-0", "100"))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("there is no segment &#x27;beta&#x27;; create it first");
    }

    [Fact]
    public async Task Others_VariationOffPrerequisiteLabels_AreWritten()
    {
        var flags = TestFlags.One(TestFlags.Flag());
        flags["other"] = TestFlags.Flag(key: "other");
        await using var console = await ServedConsole.StartAsync(flags);
        using var ann = await console.VisitFlagAsync("f");

        await ApplyAsync(ann, "name=\"change\" value=\"serve-while-off\"", "variation", ":0");
        await ApplyAsync(ann, "name=\"change\" value=\"prerequisite-add\"", "flag", "other", "variation", "true");
        await ApplyAsync(ann, "name=\"change\" value=\"describe\"", "name", "A name", "description", "Two\nlines", "tags", "a, b");
        var stored = await console.StoredAsync("f");
        stored.ShouldContain("\"offVariation\":0");
        stored.ShouldContain("""[{"key":"other","variation":0}]""");
        stored.ShouldContain("\"name\":\"A name\"");
        stored.ShouldContain("\"tags\":[\"a\",\"b\"]");
        await ApplyAsync(ann, "name=\"change\" value=\"prerequisite-remove\"");
        (await ann.SubmitAsync("name=\"change\" value=\"variation-add\"", "value", "blue")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        (await console.StoredAsync("f")).ShouldContain("\"prerequisites\":[]");
    }

    [Fact]
    public async Task Cycle_OfPrerequisites_IsRefused()
    {
        var flags = TestFlags.One(TestFlags.Flag());
        flags["other"] = TestFlags.Flag(",\"prerequisites\":[{\"key\":\"f\",\"variation\":0}]", key: "other");
        await using var console = await ServedConsole.StartAsync(flags);
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("name=\"change\" value=\"prerequisite-add\"", "flag", "other", "variation", "true"))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldNotContain("/console/flag/apply");
        console.Store.Writes.ShouldBeEmpty();
    }

    private static async Task AddRuleAsync(Visitor ann, string id, string attribute, string values)
    {
        (await ann.SubmitAsync(
            "name=\"change\" value=\"rule-add\"",
            "id", id, "clause-operator-0", "in", "clause-attribute-0", attribute, "clause-values-0", values, "weight-0", "100"))
            .ShouldBe(HttpStatusCode.OK);
        await ann.SubmitAsync("/console/flag/apply");
        await ann.FollowAsync();
    }

    private static async Task ApplyAsync(Visitor ann, string mark, params string[] fields)
    {
        (await ann.SubmitAsync(mark, fields)).ShouldBe(HttpStatusCode.OK, ann.Page);
        (await ann.SubmitAsync("/console/flag/apply")).ShouldBe(HttpStatusCode.SeeOther, ann.Page);
        await ann.FollowAsync();
    }

    private static async Task PutAsync(ServedConsole console, string json) =>
        (await console.Store.UpsertAsync(DataKind.Features, "f", FlagItemJson.Read("f", Encoding.UTF8.GetBytes(json)), default))
            .ShouldBeTrue();

    private static VersionedItem Item(string json, long version) => new(version, Encoding.UTF8.GetBytes(json));
}
