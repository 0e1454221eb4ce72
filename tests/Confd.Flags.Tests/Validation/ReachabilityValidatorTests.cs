using System.Text;
using Confd.Flags.Validation;

namespace Confd.Flags.Tests.Validation;

/// <summary>Parts of a flag that can never take effect give a warning; others do not.</summary>
public sealed class ReachabilityValidatorTests
{
    [Theory]
    [InlineData("""{"clauses":[]}""", """{"clauses":[{"attribute":"a","op":"in","values":["x"]}]}""")]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x","y"]}]}""", """{"clauses":[{"attribute":"a","op":"in","values":["x"]}]}""")]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x"]}]}""",
        """{"clauses":[{"attribute":"b","op":"in","values":[1]},{"attribute":"a","op":"in","values":["x"]}]}""")]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x"],"negate":true}]}""",
        """{"clauses":[{"attribute":"a","op":"in","values":["x","y"],"negate":true}]}""")]
    [InlineData(
        """{"clauses":[{"contextKind":"user","attribute":"a","op":"startsWith","values":["x"]}]}""",
        """{"clauses":[{"attribute":"a","op":"startsWith","values":["x"]}]}""")]
    public void Rule_ShadowedByAnEarlierOne_IsAWarning(string first, string second) =>
        Rules(first, second).ShouldBe(["$.flags.f.rules[1]: is never reached: the rule at 0 matches everything that it would match"]);

    [Theory]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x"]}]}""", """{"clauses":[{"attribute":"a","op":"in","values":["x","y"]}]}""")]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x","y"],"negate":true}]}""",
        """{"clauses":[{"attribute":"a","op":"in","values":["x"],"negate":true}]}""")]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x"]}]}""",
        """{"clauses":[{"attribute":"a","op":"contains","values":["x"]}]}""")]
    [InlineData(
        """{"clauses":[{"contextKind":"org","attribute":"a","op":"in","values":["x"]}]}""",
        """{"clauses":[{"attribute":"a","op":"in","values":["x"]}]}""")]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x"]},{"attribute":"b","op":"in","values":["x"]}]}""",
        """{"clauses":[{"attribute":"a","op":"in","values":["x"]}]}""")]
    public void Rule_Reachable_IsNotAWarning(string first, string second) => Rules(first, second).ShouldBeEmpty();

    [Theory]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x"]},{"attribute":"a","op":"in","values":["x","y"],"negate":true}]}""")]
    [InlineData("""{"clauses":[{"attribute":"key","op":"in","values":["x"]},{"attribute":"key","op":"in","values":["y"]}]}""")]
    public void Clauses_ThatContradictEachOther_AreAWarning(string rule) =>
        Rules(rule).ShouldBe(["$.flags.f.rules[0].clauses: contradict each other: the rule matches no context"]);

    // An attribute may be a list that has both.
    [Theory]
    [InlineData("""{"clauses":[{"attribute":"a","op":"in","values":["x"]},{"attribute":"a","op":"in","values":["y"]}]}""")]
    [InlineData(
        """{"clauses":[{"attribute":"a","op":"in","values":["x","y"]},{"attribute":"a","op":"in","values":["x"],"negate":true}]}""")]
    public void Clauses_ThatAContextCanMatch_AreNotAWarning(string rule) => Rules(rule).ShouldBeEmpty();

    [Theory]
    [InlineData("key", "1", "a string")]
    [InlineData("kind", "true", "a string")]
    [InlineData("anonymous", "\"true\"", "true or false")]
    public void Clause_WithAValueThatABuiltInAttributeNeverHas_IsAWarning(string attribute, string value, string expected) =>
        Rules($$$"""{"clauses":[{"attribute":"{{{attribute}}}","op":"in","values":[{{{value}}}]}]}""")
            .ShouldBe([$"$.flags.f.rules[0].clauses[0].values[0]: never matches: '{attribute}' is always {expected}"]);

    [Theory]
    [InlineData(
        """{"targets":[{"variation":0,"values":["a","b"]},{"variation":1,"values":["b"]}]}""",
        "$.flags.f.targets[1].values: has 1 key that comes before: there it counts")]
    [InlineData(
        """
        {"targets":[{"variation":1,"values":["a","b"]},{"variation":0,"values":["b","a"]}],
         "contextTargets":[{"contextKind":"user","variation":0,"values":[]},{"contextKind":"user","variation":1,"values":[]}]}
        """,
        "$.flags.f.targets[0].values: has 2 keys that come before: there they count")]
    [InlineData(
        """{"targets":[{"variation":0,"values":["a"]}],"contextTargets":[{"contextKind":"org","variation":0,"values":["o"]}]}""",
        "$.flags.f.targets[0]: is ignored: 'contextTargets' has no entry for users with its variation")]
    [InlineData(
        """{"contextTargets":[{"contextKind":"user","variation":0,"values":["a"]}]}""",
        "$.flags.f.contextTargets[0].values: is ignored: users are in 'targets'")]
    public void Targets_ThatAreNeverEvaluated_AreAWarning(string fields, string problem) => Flag(fields).ShouldBe([problem]);

    [Theory]
    [InlineData(
        """{"key":"g","version":1,"variations":[1],"offVariation":0,"fallthrough":{"variation":0}}""",
        ".key: is the key of a flag that is off: the prerequisite always fails")]
    [InlineData(
        """{"key":"g","version":1,"on":true,"variations":[1,2],"fallthrough":{"variation":1}}""",
        ".variation: is 0, which that flag never serves: the prerequisite always fails")]
    public void Prerequisite_ThatAlwaysFails_IsAWarning(string other, string problem) => Validate(
            $$$"""{"flags":{"f":{{{With("""{"prerequisites":[{"key":"g","variation":0}]}""")}}},"g":{{{other}}} } }""")
        .ShouldBe([$"$.flags.f.prerequisites[0]{problem}"]);

    [Fact]
    public void Segments_WithoutMembers_AreAWarning()
    {
        const string Rule = """{"rules":[{"variation":0,"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}]}]}""";

        Validate($$$"""{"flags":{"f":{{{With(Rule)}}} },"segments":{"s":{"key":"s","version":1} } }""")
            .ShouldBe(["$.flags.f.rules: name the segment 's', which has no members"]);
        Validate(
            $$$"""{"flags":{"f":{{{With(Rule)}}} },"segments":{"s":{"key":"s","version":1,"included":["a"],"excluded":["a","b"]} } }""")
            .ShouldBe(["$.segments.s.excluded: has 1 of the keys that 'included' has: these are in"]);
    }

    private static string[] Rules(params string[] rules) => Flag(
        $$"""{"rules":[{{string.Join(',', rules.Select(rule => rule[..^1] + ",\"variation\":0}"))}}]}""");

    private static string[] Flag(string fields) => Validate($$$"""{"flags":{"f":{{{With(fields)}}} } }""");

    private static string With(string fields) =>
        """{"key":"f","version":1,"on":true,"variations":[1,2],"offVariation":0,"fallthrough":{"variation":0},""" + fields[1..];

    private static string[] Validate(string set) =>
        [.. FlagDocumentValidator.ValidateEnvironment(Encoding.UTF8.GetBytes(set)).Select(problem => problem.ToString())];
}
