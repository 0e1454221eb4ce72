using System.Text;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.Tests.Validation;

/// <summary>What flags say of each other, and what looks as if it was not meant.</summary>
public sealed class FlagSetValidatorTests
{
    private const string Served = "\"on\":true,\"variations\":[1,2],\"fallthrough\":{\"variation\":0}";

    [Theory]
    [InlineData("\"on\":false", 0, "key: is the key of a flag that is off: the prerequisite always fails")]
    [InlineData("\"on\":true", 1, "variation: is 1, which that flag never serves: the prerequisite always fails")]
    [InlineData("\"on\":true", 0, null)]
    public void Validate_PrerequisiteThatAlwaysFails_IsAWarning(string on, int variation, string? warning)
    {
        var other = $$"""{ {{on}},"variations":[1,2],"fallthrough":{"variation":0} }""";
        var flag = $$"""{ {{Served}},"prerequisites":[{"key":"other","variation":{{variation}} }] }""";

        var problems = Environment($$"""{"flags":{"f":{{flag}},"other":{{other}} } }""");

        problems.ShouldBe(warning is null ? [] : [$"$.flags.f.prerequisites[0].{warning}"]);
    }

    [Theory]
    [InlineData("\"targets\":[{\"variation\":1,\"values\":[\"u\"]}]")]
    [InlineData("\"contextTargets\":[{\"contextKind\":\"org\",\"variation\":1,\"values\":[\"o\"]}]")]
    [InlineData("\"rules\":[{\"variation\":1,\"clauses\":[{\"attribute\":\"a\",\"op\":\"in\",\"values\":[1]}]}]")]
    [InlineData("\"offVariation\":1,\"prerequisites\":[{\"key\":\"third\",\"variation\":0}]")]
    public void Validate_PrerequisiteThatIsServedToSome_IsAccepted(string part)
    {
        var other = $$"""{ {{Served}},{{part}} }""";
        var flag = $$"""{ {{Served}},"prerequisites":[{"key":"other","variation":1}] }""";

        Environment($$"""{"flags":{"f":{{flag}},"other":{{other}},"third":{ {{Served}} } } }""").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("flags", "{}")]
    [InlineData("segments", """{"included":[]}""")]
    [InlineData("flagValues", "1")]
    public void Validate_KeyThatDynamoDbCannotStore_IsRefused(string section, string item)
    {
        Environment($$"""{"{{section}}":{"{{new string('ü', 512)}}":{{item}} } }""").ShouldNotContain(problem => problem.Contains("bytes"));

        Environment($$"""{"{{section}}":{"{{new string('ü', 513)}}":{{item}} } }""")
            .ShouldContain(problem => problem.EndsWith(
                "has a key of 1026 bytes, and DynamoDB stores keys of at most 1024", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"excluded":["u"]}""", true)]
    [InlineData("""{"includedContexts":[{"contextKind":"org","values":[]}]}""", true)]
    [InlineData("""{"included":["u"]}""", false)]
    [InlineData("""{"includedContexts":[{"contextKind":"org","values":["o"]}]}""", false)]
    [InlineData("""{"rules":[{"clauses":[]}]}""", false)]
    [InlineData("""{"unbounded":true,"generation":1}""", false)]
    public void Validate_EmptySegment_IsAWarningWhereItIsNamed(string segment, bool isEmpty)
    {
        var rule = """{"variation":0,"clauses":[{"op":"segmentMatch","values":["s"]}]}""";

        var problems = Environment($$"""{"flags":{"f":{ {{Served}},"rules":[{{rule}}] } },"segments":{"s":{{segment}} } }""");

        problems.Contains("$.flags.f.rules: name the segment 's', which has no members").ShouldBe(isEmpty);
    }

    [Theory]
    [InlineData("""{"rules":[{"weight":0,"clauses":[]}]}""", "$.segments.s.rules[0].weight: is 0: the rule matches no context")]
    [InlineData(
        """{"included":["a","b"],"excluded":["b","a"]}""",
        "$.segments.s.excluded: has 2 of the keys that 'included' has: these are in")]
    [InlineData(
        """{"unbounded":true}""",
        "$.segments.s.generation: is missing: a big segment without it matches no context (NOT_CONFIGURED)")]
    [InlineData(
        """{"rules":[{"weight":50000,"clauses":[]},{"clauses":[]}]}""", null)]
    [InlineData(
        """{"rules":[{"weight":100000,"clauses":[]},{"clauses":[]}]}""",
        "$.segments.s.rules[1]: is never reached: the rule at 0 matches everything that it would match")]
    public void Validate_Segment_WarnsOfRulesThatMatchNoContext(string segment, string? warning) =>
        Environment($$"""{"flags":{},"segments":{"s":{{segment}} } }""").ShouldBe(warning is null ? [] : [warning]);

    [Theory]
    [InlineData("key", "1", "'key' is always a string")]
    [InlineData("anonymous", "\"true\"", "'anonymous' is always true or false")]
    [InlineData("name", "true", "'name' is always a string")]
    public void Validate_BuiltInAttributeOfAnotherType_NeverMatches(string attribute, string value, string warning)
    {
        var clause = $$"""{"attribute":"{{attribute}}","op":"in","values":["x",true,{{value}}]}""";

        Environment($$"""{"flags":{"f":{ {{Served}},"rules":[{"variation":0,"clauses":[{{clause}}]}] } } }""")
            .ShouldContain($"$.flags.f.rules[0].clauses[0].values[2]: never matches: {warning}");
    }

    [Fact]
    public void Validate_ClauseValueNeverMatches_IsAWarningAndForAllValuesAnError()
    {
        static string Flag(string values) =>
            $$"""{ {{Served}},"rules":[{"variation":0,"clauses":[{"attribute":"a","op":"lessThan","values":{{values}} }] }] }""";

        var some = FlagDocumentValidator.ValidateItem(DataKind.Features, "f", Encoding.UTF8.GetBytes(Flag("[1,\"2\"]")));
        var all = FlagDocumentValidator.ValidateItem(DataKind.Features, "f", Encoding.UTF8.GetBytes(Flag("[\"1\",\"2\"]")));
        var none = FlagDocumentValidator.ValidateItem(DataKind.Features, "f", Encoding.UTF8.GetBytes(Flag("[]")));

        some.ShouldHaveSingleItem().IsWarning.ShouldBeTrue();
        all.Count.ShouldBe(2);
        all.ShouldAllBe(problem => !problem.IsWarning);
        none.ShouldHaveSingleItem().ToString().ShouldBe("$.rules[0].clauses[0].values: is empty: it matches no context");
    }

    [Theory]
    [InlineData("plain_1", "$.plain_1")]
    [InlineData("1st", "$['1st']")]
    [InlineData("new-flag", "$['new-flag']")]
    [InlineData("", "$['']")]
    [InlineData("it's\\", "$['it\\'s\\\\']")]
    [InlineData("a\u0007\u2028", "$['a\\u0007\\u2028']")]
    [InlineData("😀", "$['\\ud83d\\ude00']")]
    public void JsonPath_Field_IsEscapedOnOneLine(string name, string path)
    {
        var problems = new List<FlagDocumentProblem>();

        ValidationScope.Root(problems).Field(name).Item(3).AddError("no");

        problems.ShouldHaveSingleItem().Path.ShouldBe(path + "[3]");
    }

    private static IReadOnlyList<string> Environment(string json) =>
        [.. FlagDocumentValidator.ValidateEnvironment(Encoding.UTF8.GetBytes(json)).Select(problem => problem.ToString())];
}
