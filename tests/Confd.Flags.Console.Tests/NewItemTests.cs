using System.Net;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Tests;

/// <summary>Flags and segments that are made on a page.</summary>
public sealed class NewItemTests
{
    private const string Form = "value=\"create\"";

    [Fact]
    public async Task Flag_TrueOrFalse_IsPreviewedAndWrittenWithActorAndMessage()
    {
        await using var console = await ServedConsole.StartAsync();
        using var ann = await console.VisitPageAsync("flag/new");

        (await ann.SubmitAsync(Form, "new-key", "new-checkout", "type", "boolean", "description", "The checkout", "tags", "web, checkout"))
            .ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("<bdi>is new</bdi>");
        ann.Page.ShouldContain("off: everyone gets false");
        console.Store.Writes.ShouldBeEmpty();
        (await ann.SubmitAsync("/console/flag/apply", "message", "for the launch")).ShouldBe(HttpStatusCode.SeeOther);

        var write = console.Store.Writes.ShouldHaveSingleItem();
        (write.Key, write.SeenVersion, write.Item.Version).ShouldBe(("new-checkout", null, 1));
        (write.Author.Name, write.Author.Message).ShouldBe(("somebody", "for the launch"));
        var stored = await console.StoredAsync("new-checkout");
        stored.ShouldContain("\"variations\":[true,false]");
        stored.ShouldContain("\"tags\":[\"web\",\"checkout\"]");
        stored.ShouldContain("\"usingEnvironmentId\":false");
        (await ann.FollowAsync()).ShouldBe(HttpStatusCode.OK);
        ann.Page.ShouldContain("Version 1 is written.");
        console.Log.Lines.ShouldContain("Information somebody changed the flag new-checkout of test to version 1 in the console");
    }

    [Theory]
    [InlineData("string", "red\r\n dark blue \r\n\r\n[draft]", """["red","dark blue","[draft]"]""")]
    [InlineData("string", """["a\nb", "c"]""", """["a\nb","c"]""")]
    [InlineData("number", "1\n2.5\n1e3", "[1,2.5,1000]")]
    [InlineData("json", "{\"a\": 1}\n[1,2]\nnull", """[{"a":1},[1,2],null]""")]
    [InlineData("json", "[{\"a\":1},\n 2]", """[{"a":1},2]""")]
    [InlineData("boolean", "false\ntrue", "[false,true]")]
    public async Task Flag_OfEachType_HasItsVariations(string type, string variations, string stored)
    {
        await using var console = await ServedConsole.StartAsync();
        using var ann = await console.VisitPageAsync("flag/new");

        await ann.ChangeAsync(Form, "new-key", "f", "type", type, "variations", variations);

        (await console.StoredAsync("f")).ShouldContain($"\"variations\":{stored}");
    }

    [Fact]
    public async Task Flag_WithOptions_IsCreatedWithThem()
    {
        await using var console = await ServedConsole.StartAsync();
        using var ann = await console.VisitPageAsync("flag/new");

        await ann.ChangeAsync(
            Form,
            "new-key", "color", "type", "string", "variations", "red\nblue\ngreen", "on-variation", "blue", "off-variation", ":0",
            "is-on", "yes", "client-side", "yes");

        var stored = await console.StoredAsync("color");
        stored.ShouldContain("\"on\":true");
        stored.ShouldContain("\"offVariation\":0");
        stored.ShouldContain("\"fallthrough\":{\"variation\":1}");
        stored.ShouldContain("\"clientSideAvailability\":{\"usingMobileKey\":true,\"usingEnvironmentId\":true}");
        ann.Page.ShouldContain("everyone gets blue");
    }

    [Theory]
    [InlineData("new-key", "", "a key has 1 to 256 letters, digits")]
    [InlineData("new-key", "a b", "a key has 1 to 256 letters, digits")]
    [InlineData("new-key", "f", "already exists, in version 4")]
    [InlineData("variations", "1\nred", "a variation is not valid JSON")]
    [InlineData("variations", "[1,\"2\"]", "one of the variations is not of the type number")]
    [InlineData("variations", "", "a flag of the type number needs at least one variation")]
    [InlineData("on-variation", "7", "the flag has no variation &#x27;7&#x27;")]
    [InlineData("off-variation", ":2", "the flag has no variation &#x27;:2&#x27;")]
    public async Task Flag_WithAnInvalidField_ShowsTheFormAgainWithTheProblemBesideIt(string field, string text, string problem)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitPageAsync("flag/new");
        var fields = new Dictionary<string, string>
        {
            ["new-key"] = "limit",
            ["type"] = "number",
            ["variations"] = "1\n2",
            ["description"] = "As <typed>",
            [field] = text,
        };

        (await ann.SubmitAsync(Form, [.. fields.SelectMany(pair => new[] { pair.Key, pair.Value })]))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain($"<a href=\"#field-{field}\">");
        ann.Page.ShouldContain($"id=\"field-{field}\" aria-invalid=\"true\" aria-describedby=\"field-{field}-problem\"");
        ann.Page.Split($"id=\"field-{field}-problem\">")[1].Split('<')[0].ShouldContain(problem);
        ann.Page.ShouldContain("As &lt;typed&gt;");
        ann.Page.ShouldContain("""<option value="number" selected>""");
        ann.Page.ShouldContain("<title>Not taken: New flag in test");
        console.Store.Writes.ShouldBeEmpty();

        // Put right, the same page takes it.
        await ann.ChangeAsync(Form, "new-key", "limit", "type", "number", "variations", "1\n2");
    }

    [Fact]
    public async Task Flag_WithSeveralProblems_ShowsThemAll()
    {
        await using var console = await ServedConsole.StartAsync();
        using var ann = await console.VisitPageAsync("flag/new");

        await ann.SubmitAsync(Form, "new-key", "f", "type", "number", "variations", "1\n2", "on-variation", "3", "off-variation", "4");

        ann.Page.ShouldContain("#field-on-variation");
        ann.Page.ShouldContain("#field-off-variation");
    }

    [Fact]
    public async Task Preview_BackToTheForm_KeepsTheInput()
    {
        await using var console = await ServedConsole.StartAsync();
        using var ann = await console.VisitPageAsync("flag/new");
        await ann.SubmitAsync(Form, "new-key", "f", "type", "json", "variations", "{}\n[1]", "is-on", "yes", "name", "A \"name\"");

        (await ann.SubmitAsync("Back to the form")).ShouldBe(HttpStatusCode.OK);

        ann.Page.ShouldContain("value=\"f\"");
        ann.Page.ShouldContain("{}&#xA;[1]</textarea>");
        ann.Page.ShouldContain("""name="is-on" value="yes" checked""");
        ann.Page.ShouldContain("value=\"A &quot;name&quot;\"");
        ann.Page.ShouldNotContain("aria-invalid");
    }

    [Fact]
    public async Task Confirmation_FlagCreatedMeanwhile_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync();
        using var ann = await console.VisitPageAsync("flag/new");
        await ann.SubmitAsync(Form, "new-key", "f", "type", "boolean");
        var made = FlagItemJson.Read("f", System.Text.Encoding.UTF8.GetBytes(TestFlags.Flag()));
        console.Store.BeforeWrite = write => console.Store.UpsertAsync(write.Kind, write.Key, made, default).Wait();

        (await ann.SubmitAsync("/console/flag/apply")).ShouldBe(HttpStatusCode.Conflict);

        ann.Page.ShouldContain("flag &#x27;f&#x27; was changed meanwhile (there was none when this began): nothing was written");
        ann.Page.ShouldContain("""<a class="button" href="/console/flag?env=test&amp;key=f">""");
        (await console.StoredAsync("f")).ShouldContain("\"version\":4");
    }

    [Fact]
    public async Task Flag_WithTheKeyOfADeletedOne_ContinuesItsVersions()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One("""{"key":"f","version":9,"deleted":true}"""));
        using var ann = await console.VisitPageAsync("flag/new");

        await ann.ChangeAsync(Form, "new-key", "f", "type", "boolean");

        console.Store.Writes.ShouldHaveSingleItem().Item.Version.ShouldBe(10);
    }

    [Fact]
    public async Task Flag_UnderTheKeyOfAnArchivedOne_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(",\"deleted\":true,\"archived\":true")));
        using var ann = await console.VisitPageAsync("flag/new");

        (await ann.SubmitAsync(Form, "new-key", "f", "type", "boolean")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("flag &#x27;f&#x27; is archived");
    }

    [Fact]
    public async Task Segment_New_IsWritten()
    {
        await using var console = await ServedConsole.StartAsync();
        using var ann = await console.VisitPageAsync("segment/new");

        await ann.ChangeAsync(Form, "new-key", "staff", "name", "Our people");

        (await console.StoredAsync(DataKind.Segments, "staff")).ShouldContain("\"name\":\"Our people\"");
        ann.Page.ShouldContain("Segment <bdi>staff</bdi>");
        console.Log.Lines.ShouldContain("Information somebody changed the segment staff of test to version 1 in the console");
    }

    [Theory]
    [InlineData("flag")]
    [InlineData("segment")]
    public async Task New_ReadOnlyEnvironment_HasNoForm(string noun)
    {
        await using var console = await ServedConsole.StartAsync(change: environment => environment with { IsReadOnly = true });
        using var ann = await console.VisitPageAsync($"{noun}/new");

        ann.Page.ShouldContain("This environment is only shown here");
        ann.Page.ShouldNotContain("<form method=\"post\" action=\"/console/" + noun);
        await ann.GetAsync("/console/flags?env=test");
        ann.Page.ShouldNotContain($"/console/{noun}/new");
    }

    [Fact]
    public async Task List_OfAnEmptyEnvironment_LinksToNewFlagsAndSegments()
    {
        await using var console = await ServedConsole.StartAsync();
        using var ann = await console.VisitPageAsync("flags");

        ann.Page.ShouldContain("There are no flags yet.");
        ann.Page.ShouldContain("""href="/console/flag/new?env=test">New flag</a>""");
        ann.Page.ShouldContain("""href="/console/segment/new?env=test">New segment</a>""");
    }
}
