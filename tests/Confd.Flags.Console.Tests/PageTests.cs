using System.Net;
using Confd.Flags.Console.Environments;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Tests;

public sealed class PageTests
{
    [Fact]
    public async Task List_OfFlags_ShowsTheMostServedValue()
    {
        await using var console = await ServedConsole.StartAsync(
            new() { ["f"] = TestFlags.Flag(isOn: true), ["broken"] = """{"key":"broken","version":2,"variations":"none"}""" });
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync("/console")).ShouldBe(HttpStatusCode.SeeOther);
        (await ann.FollowAsync()).ShouldBe(HttpStatusCode.OK);

        ann.Page.ShouldContain("2 of 2 flags");
        ann.Page.ShouldContain("90 % get false, 10 % get true");
        ann.Page.ShouldContain("It cannot be read: `confd flags validate` says why.");
    }

    [Theory]
    [InlineData("flag", "\"variations\":\"none\"", "read; `confd flags validate` says why")]
    [InlineData("flag/evaluate", "\"variations\":\"none\"", "read; `confd flags validate` says why")]
    [InlineData("flag", "\"on\":true,\"on\":false", "changed: what is stored is not a JSON object, has a field twice")]
    public async Task Page_OfAnUnreadableFlag_LinksToTheListOnly(string page, string fields, string problem)
    {
        await using var console = await ServedConsole.StartAsync(new() { ["broken"] = $$"""{"key":"broken","version":2,{{fields}}}""" });
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync(ServedConsole.PathOf(page, "broken"))).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain($"flag &#x27;broken&#x27; cannot be {problem}");
        ann.Page.ShouldNotContain("as it is now");
        ann.Page.ShouldContain("To the flags");
    }

    [Theory]
    [InlineData("q=check", "1 of 3")]
    [InlineData("q=CHECK+out", "1 of 3")]
    [InlineData("q=web", "1 of 3")]
    [InlineData("state=on", "1 of 3")]
    [InlineData("state=off", "2 of 3")]
    [InlineData("state=rollout", "3 of 3")]
    [InlineData("state=problem", "0 of 3")]
    public async Task List_Filtered_ShowsMatches(string query, string count)
    {
        await using var console = await ServedConsole.StartAsync(new()
        {
            ["checkout"] = TestFlags.Flag(key: "checkout"),
            ["a"] = TestFlags.Flag(",\"tags\":[\"web\"]", key: "a"),
            ["b"] = TestFlags.Flag(isOn: true, key: "b"),
        });
        using var ann = console.ConsoleRequest();

        await ann.GetAsync($"/console/flags?env=test&{query}");

        ann.Page.ShouldContain($"{count} flags");
    }

    [Fact]
    public async Task Evaluation_OfAContext_IsExplained()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(
            """
            ,"rules":[{"id":"pro","variation":0,
            "clauses":[{"contextKind":"user","attribute":"plan","op":"in","values":["pro"]}]}]
            """,
            isOn: true)));
        using var ann = console.ConsoleRequest();
        await ann.GetAsync(ServedConsole.PathOf("flag/evaluate", "f"));

        (await ann.SubmitAsync("context-key", "kind", "user", "context-key", "ann", "attributes", "plan=pro\nage=30"))
            .ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("gets <code class=\"answer\"><bdi>true</bdi></code>");
        ann.Page.ShouldContain("plan in pro: yes, it is pro");
        ann.Page.ShouldContain("serves true (rule &#x27;pro&#x27; matches)");
        await ann.SubmitAsync("context-key", "context", """{"kind":"org","key":"o"}""");
        ann.Page.ShouldContain("plan in pro: no, the context has none");
        await ann.SubmitAsync("context-key", "context", "{");

        ann.Page.ShouldContain("The context is not valid");
    }

    [Fact]
    public async Task Evaluation_OfABigSegment_AsksForItsMembers()
    {
        await using var members = new OneMember("ann", "big.g1");
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One(TestFlags.Flag(
                """
                ,"rules":[{"id":"r","variation":0,"clauses":[{"op":"segmentMatch","values":["big"]}]}]
                """,
                isOn: true)),
            new() { ["big"] = """{"key":"big","version":1,"unbounded":true,"generation":1}""" },
            change: environment => environment with { BigSegments = members });
        using var ann = console.ConsoleRequest();
        await ann.GetAsync(ServedConsole.PathOf("flag/evaluate", "f"));

        await ann.SubmitAsync("context-key", "kind", "user", "context-key", "ann");
        ann.Page.ShouldContain("(rule &#x27;r&#x27; matches)");
        await ann.SubmitAsync("context-key", "kind", "user", "context-key", "bob");
        ann.Page.ShouldContain("segment big: is not in it");
    }

    [Fact]
    public async Task Environment_FilledByASync_ReportsItAndHasNoForms()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        console.Store.FillingSource = "https://app.launchdarkly.com";
        using var ann = await console.VisitFlagAsync("f");

        ann.Page.ShouldContain("This environment is filled by `confd flags sync` from https://app.launchdarkly.com");
        ann.Page.ShouldNotContain("/console/flag/preview");
    }

    [Fact]
    public async Task Environment_ReadOnly_ReportsItAndRefusesForms()
    {
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One(TestFlags.Flag()), change: environment => environment with { IsReadOnly = true });
        using var ann = await console.VisitFlagAsync("f");
        ann.Page.ShouldContain("This environment is only shown here");
        await ann.GetAsync(ServedConsole.PathOf("flag/evaluate", "f"));
        var token = ann.Page.Split("name=\"form-token\" value=\"")[1].Split('"')[0];

        (await ann.PostAsync(
            ServedConsole.PathOf("flag/apply", "f"),
            [KeyValuePair.Create("form-token", token), KeyValuePair.Create("change", "on"), KeyValuePair.Create("version", "4")]))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Environment_StoreRefusesWrites_ReportsIt()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        console.Store.BeforeWrite = _ => throw new FlagStoreException("PutItem on table flags: not authorized");
        using var ann = await console.VisitFlagAsync("f");

        ann.Page.ShouldContain("This environment cannot be changed: PutItem on table flags: not authorized.");
    }

    [Theory]
    [InlineData("/console/flag?env=test&key=none", "table flags has no flag &#x27;none&#x27;")]
    [InlineData("/console/flag?env=none&key=f", "The address leads nowhere.")]
    [InlineData("/console/segment?env=test&key=none", "has no segment &#x27;none&#x27;")]
    [InlineData("/console/elsewhere", "The address leads nowhere.")]
    [InlineData("/console/keys", "The address leads nowhere.")]
    [InlineData("/console/flag/history?env=test&key=f", "The address leads nowhere.")]
    public async Task Page_Unknown_IsNotFound(string path, string text)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync(path)).ShouldBe(HttpStatusCode.NotFound);

        ann.Page.ShouldContain(text);
    }

    [Fact]
    public async Task Keys_OfConfiguration_AreNames()
    {
        await using var console = await ServedConsole.StartAsync(
            TestFlags.One(TestFlags.Flag()), keys: new Keys("/app/password", "/app/<b>"));
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync("/console/keys")).ShouldBe(HttpStatusCode.OK);

        ann.Page.ShouldContain("<bdi>/app/password</bdi>");
        ann.Page.ShouldContain("/app/&lt;b&gt;");
        ann.Page.ShouldContain(">2 keys<");
    }

    [Fact]
    public async Task Keys_SingleKey_IsCountedInTheSingular()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), keys: new Keys("/a"));
        using var ann = console.ConsoleRequest();

        await ann.GetAsync("/console/keys");

        ann.Page.ShouldContain(">1 key<");
    }

    [Fact]
    public async Task Page_ReadTimesOut_ReportsTheFailure()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), keys: new SlowKeys());
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync("/console/keys")).ShouldBe(HttpStatusCode.InternalServerError);

        ann.Page.ShouldContain("The log says why.");
        console.Log.Count("The console could not answer /console/keys").ShouldBe(1);
    }

    [Fact]
    public async Task OtherPaths_AreHandledByTheService()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = console.ConsoleRequest();

        (await ann.GetAsync("/health")).ShouldBe(HttpStatusCode.OK);
        (await ann.GetAsync("/consoles")).ShouldBe(HttpStatusCode.NotFound);

        ann.Page.ShouldContain("nothing is served at this path");
    }

    private sealed class Keys(params string[] names) : IKeyList
    {
        public string Label => "table config";

        public Task<IReadOnlyList<ListedKey>> ReadAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ListedKey>>([.. names.Select(name => new ListedKey(name))]);
    }

    // As clients of AWS do whose time is over.
    private sealed class SlowKeys : IKeyList
    {
        public string Label => "table config";

        public Task<IReadOnlyList<ListedKey>> ReadAsync(CancellationToken cancellationToken) => throw new TaskCanceledException();
    }

    private sealed class OneMember(string key, string reference) : IBigSegmentStore
    {
        public Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken) => Task.FromResult(
            contextHash == BigSegmentMembership.HashContextKey(key) ? new([reference], []) : BigSegmentMembership.None);

        public Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(null);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
