using System.Net;

namespace Confd.Flags.Console.Tests;

/// <summary>Invalid forms of a flag's page: the page is shown again with the input and the problem.</summary>
public sealed class RefusalTests
{
    private const string Rules = """
        ,"rules":[{"id":"a","variation":0,"clauses":[{"contextKind":"user","attribute":"age","op":"lessThan","values":[18]}]},
        {"id":"b","variation":1,"clauses":[{"contextKind":"user","attribute":"age","op":"greaterThan","values":[64]}]}]
        """;

    [Fact]
    public async Task Shares_NotAddingUp_AreKeptInTheOpenFormWithTheProblem()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        await ann.SubmitAsync("name=\"change\" value=\"serve\"", "weight-0", "10", "weight-1", "80", "by", "country");

        ann.Page.ShouldContain("<details open><summary>Change the shares</summary>");
        ann.Page.ShouldContain("name=\"weight-1\" value=\"80\"");
        ann.Page.ShouldContain("name=\"by\" value=\"country\"");
        ProblemOf(ann, "weights").ShouldBe("flag &#x27;f&#x27;: the weights add up to 90 percent, not 100.");
        ann.Page.ShouldContain("<a href=\"#field-weights\">");
    }

    [Fact]
    public async Task Share_NotANumber_ShowsTheProblemBesideIt()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        await ann.SubmitAsync("name=\"change\" value=\"serve\"", "weight-0", "ten", "weight-1", "1,5");

        ann.Page.ShouldContain("name=\"weight-0\" value=\"ten\"");
        ProblemOf(ann, "weight-0").ShouldBe("a share is a number of percent, such as 12.5.");
        ProblemOf(ann, "weight-1").ShouldBe("a share is a number of percent, such as 12.5.");
    }

    [Fact]
    public async Task Rule_OfSeveral_StaysOpen()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(Rules)));
        using var ann = await console.VisitFlagAsync("f");

        await ann.SubmitAsync(
            "value=\"serve\">\n<input type=\"hidden\" name=\"rule\" value=\"b\">", "weight-0", "50", "weight-1", "51");

        ann.Page.ShouldContain("<details open><summary>Change rule 2</summary>");
        ann.Page.ShouldContain("<details><summary>Change rule 1</summary>");
        ann.Page.ShouldContain("<details><summary>Change the shares</summary>");
        ann.Page.Split("id=\"field-weights-problem\"").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Condition_WhoseValueDoesNotFit_KeepsAllConditions()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync(
            "name=\"change\" value=\"rule-add\"",
            "id", "adults", "weight-0", "100",
            "clause-operator-0", "in", "clause-attribute-0", "country", "clause-kind-0", "org", "clause-values-0", "NO\nSE",
            "clause-not-0", "yes",
            "clause-operator-1", "greaterThan", "clause-attribute-1", "age", "clause-kind-1", "user", "clause-values-1", "many"))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("id=\"field-clause-values-1-problem\"");
        ann.Page.ShouldNotContain("id=\"field-clause-values-0-problem\"");
        ann.Page.ShouldContain("name=\"id\" value=\"adults\"");
        ann.Page.ShouldContain("NO&#xA;SE</textarea>");
        ann.Page.ShouldContain("many</textarea>");
        ann.Page.ShouldContain("name=\"clause-kind-0\" value=\"org\"");
        ann.Page.ShouldContain("""name="clause-not-0" value="yes" checked""");
        ann.Page.ShouldContain("""<option value="greaterThan" selected>""");
    }

    [Fact]
    public async Task Operator_Unknown_IsKept()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag(
            ""","rules":[{"id":"x","variation":0,"clauses":[{"contextKind":"user","attribute":"a","op":"resembles","values":["b"]}]}]""")));
        using var ann = await console.VisitFlagAsync("f");

        ann.Page.ShouldContain("""<option value="resembles" selected>resembles</option>""");
    }

    [Theory]
    [InlineData("target", "keys", "name at least one key", "variation", ":0", "keys", "")]
    [InlineData("target", "variation", "the variation is missing", "variation", "", "keys", "ann")]
    [InlineData("target", "kind", "there is no such kind of context", "variation", ":0", "keys", "ann", "kind", "kind")]
    [InlineData("variation-add", "value", "the value is of another type", "value", "blue")]
    [InlineData("variation-add", "value", "it has a variation with that value already", "value", "true")]
    [InlineData("prerequisite-add", "flag", "f", "flag", "f", "variation", ":0")]
    [InlineData("prerequisite-add", "flag", "no flag", "flag", "other", "variation", ":0")]
    [InlineData("prerequisite-add", "variation", "the variation is missing", "flag", "other", "variation", "")]
    public async Task Field_Invalid_ShowsItsProblemBesideIt(string change, string field, string problem, params string[] fields)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync($"name=\"change\" value=\"{change}\"", fields)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ProblemOf(ann, field).ShouldContain(problem);
        ann.Page.ShouldContain("<title>Not taken: Flag f of test");
        ann.Page.ShouldContain("role=\"alert\" data-focus");
        console.Store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cycle_OfPrerequisites_KeepsTheInput()
    {
        var flags = TestFlags.One(TestFlags.Flag());
        flags["other"] = TestFlags.Flag(",\"prerequisites\":[{\"key\":\"f\",\"variation\":0}]", key: "other");
        await using var console = await ServedConsole.StartAsync(flags);
        using var ann = await console.VisitFlagAsync("f");

        await ann.SubmitAsync("name=\"change\" value=\"prerequisite-add\"", "flag", "other", "variation", "true");

        ann.Page.ShouldContain("<details open><summary>Add a prerequisite</summary>");
        ann.Page.ShouldContain("name=\"flag\" value=\"other\"");
        ann.Page.ShouldContain("Nothing was written:");
    }

    [Fact]
    public async Task Confirmation_NoLongerValid_ShowsTheFormAgain()
    {
        var flags = TestFlags.One(TestFlags.Flag());
        flags["other"] = TestFlags.Flag(key: "other");
        await using var console = await ServedConsole.StartAsync(flags);
        using var ann = await console.VisitFlagAsync("f");
        await ann.SubmitAsync("name=\"change\" value=\"prerequisite-add\"", "flag", "other", "variation", "true");
        using var bob = await console.VisitFlagAsync("other");
        await bob.ChangeAsync("name=\"change\" value=\"archive\"");

        (await ann.SubmitAsync("/console/flag/apply", "message", "why")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        ann.Page.ShouldContain("name=\"flag\" value=\"other\"");
        console.Store.Writes.ShouldHaveSingleItem().Key.ShouldBe("other");
    }

    private static string ProblemOf(Visitor ann, string field) =>
        ann.Page.Split($"id=\"field-{field}-problem\">") is [_, var rest, ..] ? rest.Split('<')[0] : "";
}
