using System.Net;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Tests;

public sealed class SegmentTests
{
    private const string Staff = """
        {"key":"staff","version":3,"included":["ann","bob"],"excluded":["eve"],"salt":"s",
        "includedContexts":[{"contextKind":"org","values":["acme"]}],
        "rules":[{"id":"mail","weight":25000,"rolloutContextKind":"user",
        "clauses":[{"contextKind":"user","attribute":"email","op":"endsWith","values":["@example.com"]}]}]}
        """;

    [Fact]
    public async Task Page_OfASegment_ShowsItsMembers()
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        ann.Page.ShouldContain("<h3><bdi>user: 2 in</bdi></h3>");
        ann.Page.ShouldContain("<h3><bdi>org: 1 in</bdi></h3>");
        ann.Page.ShouldContain("<h3><bdi>user: 1 out</bdi></h3>");
        ann.Page.ShouldContain("if email endsWith @example.com: 25 % of users are in");
        ann.Page.ShouldContain("Segment <bdi>staff</bdi>");
    }

    [Fact]
    public async Task Keys_Included_ArePreviewedAndWritten()
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        (await ann.SubmitAsync("value=\"list\"", "list", "included", "kind", "org", "keys", "umbrella\r\n o'neil \r\n"))
            .ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("<strong><bdi>orgs</bdi></strong>: <bdi>umbrella, &quot;o&#x27;neil&quot; are in</bdi>");
        console.Store.Writes.ShouldBeEmpty();
        await ann.SubmitAsync("/console/segment/apply", "message", "they joined");

        var write = console.Store.Writes.ShouldHaveSingleItem();
        (write.Kind, write.Key, write.SeenVersion, write.Author.Message).ShouldBe((DataKind.Segments, "staff", 3, "they joined"));
        (await console.StoredAsync(DataKind.Segments, "staff")).ShouldContain("""["acme","umbrella","o'neil"]""");
    }

    [Fact]
    public async Task Keys_Excluded_AreRemovedFromTheIncludedList()
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        await ann.ChangeAsync("value=\"list\"", "list", "excluded", "kind", "user", "keys", "bob");

        var stored = await console.StoredAsync(DataKind.Segments, "staff");
        stored.ShouldContain("\"included\":[\"ann\"]");
        stored.ShouldContain("\"excluded\":[\"eve\",\"bob\"]");
    }

    [Fact]
    public async Task Keys_Ticked_AreRemoved()
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        await ann.ChangeAsync(FormOf("unlist", "list", "excluded"), "keys", "eve");

        (await console.StoredAsync(DataKind.Segments, "staff")).ShouldContain("\"excluded\":[]");
        ann.Page.ShouldContain("Version 4 is written.");
        ann.Page.ShouldNotContain("1 out");
    }

    [Theory]
    [InlineData("included", "user", "", "keys", "name at least one key")]
    [InlineData("included", "a b", "x", "kind", "there is no such kind of context")]
    [InlineData("both", "user", "x", null, "the form does not say which list it changes")]
    public async Task Keys_Invalid_AreRefused(string list, string kind, string keys, string? field, string problem)
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        (await ann.SubmitAsync("value=\"list\"", "list", list, "kind", kind, "keys", keys)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain(problem);
        if (field is not null)
        {
            ann.Page.Split($"id=\"field-{field}-problem\">")[1].Split('<')[0].ShouldContain(problem);
        }

        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rules_AddedSharedChangedAndRemoved_AreWritten()
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        await ann.ChangeAsync(
            "value=\"rule-add\"",
            "id", "pro", "clause-operator-0", "in", "clause-attribute-0", "plan", "clause-values-0", "pro\nteam", "percent", "10",
            "kind", "org", "by", "country");
        (await console.StoredAsync(DataKind.Segments, "staff")).ShouldContain(
            "\"weight\":10000,\"rolloutContextKind\":\"org\",\"bucketBy\":\"country\"");
        ann.Page.ShouldContain("if plan in pro, team: 10 % of orgs by country are in");

        (await ann.SubmitAsync(FormOf("share", "rule", "pro"), "percent", "50")).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("50 % of orgs by country are in");
        await ann.SubmitAsync("/console/segment/apply");
        await ann.FollowAsync();
        await ann.ChangeAsync(
            FormOf("rule-edit", "rule", "pro"),
            "clause-operator-0", "in", "clause-attribute-0", "plan", "clause-values-0", "max");
        await ann.ChangeAsync("Remove rule 1");

        var stored = await console.StoredAsync(DataKind.Segments, "staff");
        stored.ShouldContain("\"weight\":50000");
        stored.ShouldContain("\"values\":[\"max\"]");
        stored.ShouldNotContain("mail");
    }

    [Fact]
    public async Task Share_OfARuleLeftEmpty_IncludesAll()
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        await ann.ChangeAsync("value=\"share\"", "percent", "");

        (await console.StoredAsync(DataKind.Segments, "staff")).ShouldNotContain("weight");
        ann.Page.ShouldContain("if email endsWith @example.com: all are in");
    }

    [Theory]
    [InlineData("most", "a share is a number of percent")]
    [InlineData("101", "a share is from 0 to 100 percent")]
    public async Task Share_Invalid_IsRefusedBesideTheField(string percent, string problem)
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        (await ann.SubmitAsync("value=\"share\"", "percent", percent)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.Split("id=\"field-percent-problem\">")[1].Split('<')[0].ShouldContain(problem);
        ann.Page.ShouldContain($"value=\"{percent}\"");
        ann.Page.ShouldContain("<details open><summary>Change rule 1</summary>");
    }

    [Fact]
    public async Task Rule_ThatNamesItsOwnSegment_IsRefused()
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        (await ann.SubmitAsync("value=\"rule-add\"", "clause-operator-0", "segmentMatch", "clause-values-0", "staff"))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Labels_OfASegment_AreWritten()
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        await ann.ChangeAsync("value=\"describe\"", "name", "Our people", "description", "", "tags", "internal");

        (await console.StoredAsync(DataKind.Segments, "staff")).ShouldContain("\"name\":\"Our people\",\"tags\":[\"internal\"]");
    }

    [Theory]
    [InlineData("on")]
    [InlineData("serve")]
    [InlineData("variation-add")]
    public async Task Form_OfAFlagChange_IsRefusedForASegment(string change)
    {
        await using var console = await StartAsync();
        using var ann = await console.VisitSegmentAsync("staff");

        (await ann.SubmitAsync("value=\"describe\"", "change", change)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("the form does not say what it changes");
    }

    [Fact]
    public async Task Page_OfABigSegment_ReportsThatItsMembersAreElsewhere()
    {
        await using var console = await ServedConsole.StartAsync(
            segments: new() { ["big"] = """{"key":"big","version":1,"unbounded":true,"generation":1,"salt":"s"}""" });
        using var ann = await console.VisitSegmentAsync("big");

        ann.Page.ShouldContain("This is a big segment");
        ann.Page.ShouldNotContain("value=\"list\"");
    }

    [Fact]
    public async Task Page_OfAnUnreadableSegment_ReportsIt()
    {
        await using var console = await ServedConsole.StartAsync(
            segments: new() { ["odd"] = """{"key":"odd","version":1,"included":"everybody"}""" });
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync(ServedConsole.PathOf("segment", "odd"))).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("segment &#x27;odd&#x27; cannot be read; `confd flags validate` says why");
        ann.Page.ShouldNotContain("as it is now");
        ann.Page.ShouldContain("To the flags");
    }

    [Fact]
    public async Task Page_OfASegmentFilledByASync_HasNoForms()
    {
        await using var console = await StartAsync();
        console.Store.FillingSource = "https://app.launchdarkly.com";
        using var ann = await console.VisitSegmentAsync("staff");

        ann.Page.ShouldContain("This environment is filled by `confd flags sync`");
        ann.Page.ShouldContain("<li><bdi>ann</bdi></li>");
        ann.Page.ShouldNotContain("/console/segment/preview");
    }

    private static string FormOf(string change, string name, string value) =>
        $"value=\"{change}\">\n<input type=\"hidden\" name=\"{name}\" value=\"{value}\">";

    private static Task<ServedConsole> StartAsync() => ServedConsole.StartAsync(segments: new() { ["staff"] = Staff });
}
