using System.Net;
using System.Text.Json;

namespace Confd.Flags.Console.Tests;

/// <summary>Forms that are sent as a browser shows them: what nobody changed stays as it is stored.</summary>
public sealed class UnchangedFormTests
{
    private const string Describe = "value=\"describe\"";
    private const string EditRule = "value=\"rule-edit\"";
    private const string WhileOff = "value=\"serve-while-off\"";

    [Theory]
    [InlineData("""
        "description":"line1\nline2\n","name":" a ","tags":["a,b"]
        """, Describe)]
    [InlineData("""
        "description":"line1\rline2","name":"a\nb"
        """, Describe)]
    [InlineData("""
        "fallthrough":{"rollout":{"kind":"experiment","seed":61,"variations":[{"variation":0,"weight":50000},{"variation":1,"weight":20000},{"variation":0,"weight":30000,"untracked":true}]}}
        """, "value=\"serve\"")]
    [InlineData("""
        "fallthrough":{"rollout":{"bucketBy":"/email","variations":[{"variation":1,"weight":20000},{"variation":0,"weight":80000}]}}
        """, "value=\"serve\"")]
    [InlineData("""
        "rules":[{"variation":0,"clauses":[{"attribute":"","op":"in","values":[1]},{"attribute":" a ","op":"","values":["x\ry"],"own":1}]}]
        """, EditRule)]
    [InlineData("""
        "rules":[{"variation":0,"clauses":[{"attribute":"a","op":"in","values":["x\u2028y","\u0085","\f","\nz\n"],"negate":true}]}]
        """, EditRule)]
    [InlineData("""
        "rules":[{"variation":0}]
        """, EditRule)]
    [InlineData("""
        "rules":[{"variation":0,"clauses":[]}]
        """, EditRule)]
    [InlineData("""
        "fallthrough":{"variation":0}
        """, WhileOff)]
    [InlineData("""
        "offVariation":null
        """, WhileOff)]
    public async Task Form_SentAsItIsShown_ChangesNothing(string fields, string form)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(
            $$"""{"key":"f","version":4,"on":true,"salt":"s","variations":[true,false],{{fields}}}"""));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsShownAsync(form)).ShouldBe(HttpStatusCode.OK, ann.Page);

        ann.Page.ShouldContain("Nothing changes: the flag is already up to date.");
    }

    [Theory]
    [InlineData(
        40_000,
        20_000,
        "40 % get true, 60 % get false",
        """{"rollout":{"variations":[{"variation":0,"weight":40000},{"variation":1,"weight":60000}]}}""")]
    [InlineData(
        70_000,
        120_000,
        "70 % get true, 30 % get false",
        """{"rollout":{"variations":[{"variation":0,"weight":70000},{"variation":1,"weight":30000}]}}""")]
    [InlineData(0, 0, "0 % get true, 100 % get false", """{"variation":1}""")]
    public async Task Shares_NotAddingUp_AreShownAndSavedAsServed(int first, int second, string served, string saved)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(
            $$$"""
            {"key":"f","version":4,"on":true,"salt":"s","variations":[true,false],
             "fallthrough":{"rollout":{"variations":[{"variation":0,"weight":{{{first}}}},{"variation":1,"weight":{{{second}}}}]} } }
            """));
        using var ann = await console.VisitFlagAsync("f");
        ann.Page.ShouldContain(served);

        (await ann.SubmitAsShownAsync("value=\"serve\"")).ShouldBe(HttpStatusCode.OK, ann.Page);
        ann.Page.ShouldNotContain("; was ");
        (await ann.SubmitAsync("/apply?")).ShouldBe(HttpStatusCode.SeeOther, ann.Page);

        (await console.StoredAsync("f")).ShouldContain($"\"fallthrough\":{saved}");
    }

    [Theory]
    [InlineData("", "null")]
    [InlineData(""","offVariation":0""", "0")]
    [InlineData(""","offVariation":7""", "7")]
    public async Task WhileOff_OtherFieldIsChanged_IsKept(string off, string kept)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(
            $$"""{"key":"f","version":4,"on":false,"salt":"s","variations":[true,false],"fallthrough":{"variation":0}{{off}}}"""));
        using var ann = await console.VisitFlagAsync("f");

        await ann.ChangeAsync(Describe, "name", "other");

        using var stored = JsonDocument.Parse(await console.StoredAsync("f"));
        (stored.RootElement.TryGetProperty("offVariation", out var now) ? now.GetRawText() : "null").ShouldBe(kept);
    }

    [Fact]
    public async Task WhileOff_CallersDefault_RemovesTheOffVariation()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        await ann.ChangeAsync(WhileOff, "variation", ":none");

        (await console.StoredAsync("f")).ShouldNotContain("offVariation");
        ann.Page.ShouldContain("everyone gets the caller&#x27;s default");
    }

    [Fact]
    public async Task WhileOff_VariationThatTheFlagDoesNotHave_IsShownAndRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(
            """{"key":"f","version":4,"on":false,"variations":[true,false],"fallthrough":{"variation":0},"offVariation":7}"""));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsShownAsync(WhileOff)).ShouldBe(HttpStatusCode.UnprocessableEntity, ann.Page);

        ann.Page.ShouldContain("has no variation &#x27;:7&#x27;");
    }

    [Fact]
    public async Task Description_OnlyTheNameIsChanged_KeepsItsLines()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(""","description":"line1\nline2\n" """)));
        using var ann = await console.VisitFlagAsync("f");

        await ann.ChangeAsync(Describe, "name", "other", "description", "line1\r\nline2\r\n");

        var stored = await console.StoredAsync("f");
        stored.ShouldContain("""
            "description":"line1\nline2\n"
            """);
        stored.ShouldContain("\"name\":\"other\"");
        stored.ShouldNotContain("tags");
    }

    [Fact]
    public async Task Rule_OfManyConditions_KeepsTheOthersWhenOneIsChanged()
    {
        var clauses = Enumerable.Range(0, 60)
            .Select(number => $$"""{"attribute":"a{{number}}","op":"in","values":["x"],"own":{{number}}}""");
        await using var console = await ServedConsole.StartAsync(TestFlags.One(
            TestFlags.Flag($$""","rules":[{"id":"r","variation":0,"clauses":[{{string.Join(',', clauses)}}]}]""")));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsShownAsync(EditRule, "clause-values-7", "y", "clause-attribute-8", "")).ShouldBe(HttpStatusCode.OK, ann.Page);
        (await ann.SubmitAsync("/apply?")).ShouldBe(HttpStatusCode.SeeOther, ann.Page);

        using var stored = JsonDocument.Parse(await console.StoredAsync("f"));
        var written = stored.RootElement.GetProperty("rules")[0].GetProperty("clauses").EnumerateArray().ToList();
        written.Count.ShouldBe(59);
        written[7].GetProperty("values")[0].GetString().ShouldBe("y");
        written[58].GetRawText().ShouldBe("""{"attribute":"a59","op":"in","values":["x"],"own":59}""");
    }

    [Theory]
    [InlineData("\" r \"", "\"r\"", 1)]
    [InlineData("\":1\"", "\"\"", 2)]
    [InlineData("\"x\"", "\"x\"", 2)]
    public async Task Rule_WithADuplicateName_IsTheOneThatIsChanged(string first, string second, int changed)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(
            $$""","rules":[{"id":{{first}},"variation":1,"clauses":[]},{"id":{{second}},"variation":1,"clauses":[]}]""")));
        using var ann = await console.VisitFlagAsync("f");
        var place = changed - 1;
        var (name, at) = changed == 1 ? (" r ", "") : ("", "1");

        await ann.SubmitAsync(
            $"""
            value="serve">
            <input type="hidden" name="rule" value="{name}"><input type="hidden" name="rule-place" value="{at}">
            """,
            "weight-0", "100", "weight-1", "0");
        (await ann.SubmitAsync("/apply?")).ShouldBe(HttpStatusCode.SeeOther, ann.Page);

        using var stored = JsonDocument.Parse(await console.StoredAsync("f"));
        var rules = stored.RootElement.GetProperty("rules");
        rules[place].GetProperty("variation").GetInt32().ShouldBe(0);
        rules[1 - place].GetProperty("variation").GetInt32().ShouldBe(1);
    }
}
