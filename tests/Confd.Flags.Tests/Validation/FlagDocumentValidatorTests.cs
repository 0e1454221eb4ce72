using System.Text;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.Tests.Validation;

public sealed class FlagDocumentValidatorTests
{
    private const string Good =
        """
        {"key":"f","version":3,"on":true,"salt":"s","variations":["a","b"],"offVariation":1,"fallthrough":{"rollout":{"kind":"experiment","seed":7,
          "contextKind":"user","bucketBy":"key","variations":[{"variation":0,"weight":60000},{"variation":1,"weight":40000,"untracked":true}]}},
         "prerequisites":[{"key":"other","variation":1}],"targets":[{"variation":0,"values":["u1"]}],
         "contextTargets":[{"contextKind":"org","variation":1,"values":["o1"]}],
         "rules":[{"id":"r","variation":1,"trackEvents":true,"clauses":[
            {"attribute":"/a/b","contextKind":"user","op":"semVerLessThan","values":["1.2.3"],"negate":true},
            {"op":"segmentMatch","values":["s"]},{"attribute":"m","op":"matches","values":["^x+$"]},{"attribute":"d","op":"before","values":[17]}]}],
         "trackEvents":false,"trackEventsFallthrough":true,"debugEventsUntilDate":null,"clientSide":true,"migration":{"checkRatio":3},"samplingRatio":1,
         "excludeFromSummaries":false,"clientSideAvailability":{"usingMobileKey":true,"usingEnvironmentId":false},"deleted":false}
        """;

    private const string DotNetRefusal = ", over which LaunchDarkly's SDK for .NET refuses all flags";
    private const string GoRefusal = ", over which LaunchDarkly's SDK for Go refuses all flags";


    private const string Flag = """{"on":true,"variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},PART}""";

    [Theory]
    [InlineData(Good)]
    [InlineData("""{"key":"f","version":9,"deleted":true}""")]
    [InlineData(
        """{"key":"f","variations":[{"x":null},null,1.5],"fallthrough":{"variation":2,"rollout":null},"rules":null,"targets":null"""
        + ""","contextTargets":null,"prerequisites":null,"clientSideAvailability":null,"debugEventsUntilDate":null"""
        + ""","offVariation":null,"version":2147483647}""")]
    public void ValidateItem_GoodFlag_FindsNothing(string json) => Validate(json).ShouldBeEmpty();

    [Theory]
    [InlineData("\"on\":\"yes\"", "$.on: found a string where true or false is expected")]
    [InlineData("\"offVariation\":2", "$.offVariation: is 2, but the flag's variations are 0 to 1")]
    [InlineData("\"offVariation\":-1", "$.offVariation: is -1, but the flag's variations are 0 to 1")]
    [InlineData("\"offVariation\":\"0\"", "$.offVariation: found a string where a whole number is expected")]
    [InlineData("\"varaitions\":[]", "$.varaitions: is not a known field; did you mean 'variations'?")]
    [InlineData("\"off_variation\":1", "$.off_variation: is not a known field; did you mean 'offVariation'?")]
    [InlineData("\"fallthru\":{}", "$.fallthru: is not a known field; did you mean 'fallthrough'?")]
    [InlineData("\"included\":[]", "$.included: is a field of a segment, and this is a flag")]
    [InlineData("\"on\":true", "$.on: is given twice")]
    [InlineData("\"version\":1.5", "$.version: found a number where a whole number is expected")]
    [InlineData("\"version\":-1", "$.version: is negative")]
    [InlineData("\"version\":2147483648", "$.version: is outside of -2147483648 to 2147483647" + DotNetRefusal)]
    [InlineData(
        "\"rules\":[{\"rollout\":{\"seed\":-2147483649}}]",
        "$.rules[0].rollout.seed: is outside of -2147483648 to 2147483647" + DotNetRefusal)]
    [InlineData("\"version\":1e3", "$.version: is written with a fraction or an exponent" + DotNetRefusal + ": write 1000")]
    [InlineData(
        "\"rules\":[{\"variation\":1.0}]",
        "$.rules[0].variation: is written with a fraction or an exponent" + DotNetRefusal + ": write 1")]
    [InlineData("\"x\":{\"y\":[1,-1e400]}", "$.x.y[1]: is a number beyond what a double holds" + GoRefusal)]
    [InlineData("\"trackEvents\":null", "$.trackEvents: is null" + DotNetRefusal + ": leave it out")]
    [InlineData("\"migration\":{\"checkRatio\":null}", "$.migration.checkRatio: is null" + DotNetRefusal + ": leave it out")]
    [InlineData("\"rules\":{}", "$.rules: found an object where an array is expected")]
    [InlineData("\"rules\":[null]", "$.rules[0]: found null where an object is expected")]
    [InlineData("\"rules\":[{\"variation\":5}]", "$.rules[0].variation: is 5, but the flag's variations are 0 to 1")]
    [InlineData("\"rules\":[{\"variaton\":1}]", "$.rules[0].variaton: is not a known field; did you mean 'variation'?")]
    [InlineData(
        "\"rules\":[{\"clauses\":[]}]",
        "$.rules[0]: has neither a variation nor a rollout: contexts that match get MALFORMED_FLAG")]
    [InlineData(
        "\"rules\":[{\"rollout\":{}}]", "$.rules[0].rollout.variations: is empty: contexts that match get MALFORMED_FLAG")]
    [InlineData("\"rules\":[{\"variation\":0}]", "$.rules[0].clauses: is missing")]
    [InlineData(
        "\"rules\":[{\"variation\":0,\"clauses\":[{\"attribute\":\"a\",\"op\":\"in\"}]}]",
        "$.rules[0].clauses[0].values: is missing")]
    [InlineData("\"targets\":[{\"values\":[\"a\"]}]", "$.targets[0].variation: is missing")]
    [InlineData("\"targets\":[{\"variation\":0}]", "$.targets[0].values: is missing")]
    [InlineData("\"targets\":[{\"variation\":0,\"values\":[null]}]", "$.targets[0].values[0]: found null where a string is expected")]
    [InlineData("\"targets\":[{\"variation\":0,\"values\":[1]}]", "$.targets[0].values[0]: found a number where a string is expected")]
    [InlineData(
        "\"contextTargets\":[{\"contextKind\":\"a b\",\"variation\":3}]",
        "$.contextTargets[0].variation: is 3, but the flag's variations are 0 to 1")]
    [InlineData("\"prerequisites\":[{\"key\":\"x\"}]", "$.prerequisites[0].variation: is missing")]
    [InlineData(
        "\"prerequisites\":[{\"key\":\"f\",\"variation\":0}]",
        "$.prerequisites[0].key: is the flag itself: evaluations return MALFORMED_FLAG")]
    [InlineData(
        "\"clientSideAvailability\":{\"usingMobile\":true}",
        "$.clientSideAvailability.usingMobile: is not a known field; did you mean 'usingMobileKey'?")]
    public void ValidateItem_BadFlag_NamesTheField(string part, string problem) =>
        Refused(Validate(Flag.Replace("PART", part, StringComparison.Ordinal))).ShouldContain(problem);

    // Where LaunchDarkly's SDK for Go 7.7.0 was seen to refuse null that the SDKs for .NET and Node take as absent.
    [Theory]
    [InlineData("$.salt", """{"salt":null}""")]
    [InlineData("$.fallthrough", """{"variations":[1],"fallthrough":null}""")]
    [InlineData("$.fallthrough.rollout.kind", """{"fallthrough":{"rollout":{"kind":null}}}""")]
    [InlineData("$.fallthrough.rollout.contextKind", """{"fallthrough":{"rollout":{"contextKind":null}}}""")]
    [InlineData("$.contextTargets[0].contextKind", """{"contextTargets":[{"contextKind":null}]}""")]
    [InlineData("$.rules[0].id", """{"rules":[{"id":null}]}""")]
    [InlineData("$.rules[0].clauses[0].contextKind", """{"rules":[{"clauses":[{"contextKind":null}]}]}""")]
    [InlineData("$.rules[0].rollout.kind", """{"rules":[{"rollout":{"kind":null}}]}""")]
    [InlineData("$.clientSideAvailability.usingMobileKey", """{"clientSideAvailability":{"usingMobileKey":null}}""")]
    [InlineData("$.clientSideAvailability.usingEnvironmentId", """{"clientSideAvailability":{"usingEnvironmentId":null}}""")]
    public void ValidateItem_NullThatTheGoSdkRefuses_IsRefused(string path, string json) =>
        Refused(Validate(json)).ShouldContain($"{path}: is null{GoRefusal}: leave it out");

    [Theory]
    [InlineData("$.salt", """{"salt":null}""")]
    [InlineData("$.unboundedContextKind", """{"unboundedContextKind":null}""")]
    [InlineData("$.includedContexts[0].contextKind", """{"includedContexts":[{"contextKind":null,"values":[]}]}""")]
    [InlineData("$.excludedContexts[0].contextKind", """{"excludedContexts":[{"contextKind":null,"values":[]}]}""")]
    [InlineData("$.rules[0].id", """{"rules":[{"id":null,"clauses":[]}]}""")]
    [InlineData("$.rules[0].rolloutContextKind", """{"rules":[{"rolloutContextKind":null,"clauses":[]}]}""")]
    [InlineData("$.rules[0].clauses[0].contextKind", """{"rules":[{"clauses":[{"contextKind":null}]}]}""")]
    public void ValidateItem_NullInASegmentThatTheGoSdkRefuses_IsRefused(string path, string json) =>
        Refused(Validate(json, DataKind.Segments)).ShouldContain($"{path}: is null{GoRefusal}: leave it out");

    [Theory]
    [InlineData("""[{"variation":0,"weight":50000},{"variation":1,"weight":49999}]""", ": the weights add up to 99999, not 100000")]
    [InlineData("""[{"variation":0,"weight":100001}]""", "[0].weight: is outside of 0 to 100000")]
    [InlineData("""[{"variation":2,"weight":100000}]""", "[0].variation: is 2, but the flag's variations are 0 to 1")]
    [InlineData("""[{"weight":100000}]""", "[0].variation: is missing")]
    [InlineData("""[{"variation":0}]""", "[0].weight: is missing")]
    [InlineData("""[{"variation":0,"weight":60},{"variation":1,"weight":40}]""", ": the weights add up to 100, not 100000")]
    public void ValidateItem_BadWeights_AreNamedInEveryRollout(string shares, string problem)
    {
        foreach (var (place, json) in new[]
        {
            ("$.fallthrough.rollout.variations", """{"on":true,"variations":[1,2],"fallthrough":{"rollout":{"variations":SHARES}}}"""),
            (
                "$.rules[0].rollout.variations",
                """{"variations":[1,2],"fallthrough":{"variation":0},"rules":[{"rollout":{"variations":SHARES}}]}"""),
        })
        {
            Refused(Validate(json.Replace("SHARES", shares, StringComparison.Ordinal))).ShouldContain(place + problem);
        }
    }

    [Theory]
    [InlineData("""{"attribute":"a","op":"startswith","values":["x"]}""", ".op: is not an operator; did you mean 'startsWith'?")]
    [InlineData("""{"attribute":"a","op":"isLike","values":["x"]}""", ".op: is not an operator: it matches no context")]
    [InlineData("""{"attribute":"a","values":["x"]}""", ".op: is missing")]
    [InlineData("""{"op":"in","values":["x"]}""", ".attribute: is missing")]
    [InlineData("""{"attribute":"","op":"in","values":["x"]}""", ".attribute: an attribute reference is empty")]
    [InlineData(
        """{"attribute":"/a//b","contextKind":"user","op":"in","values":["x"]}""",
        ".attribute: an attribute reference has an empty component")]
    [InlineData("""{"attribute":"a","contextKind":"a b","op":"in","values":["x"]}""", ".contextKind: is not a valid kind of context: ")]
    [InlineData("""{"attribute":"a","op":"lessThan","values":["3"]}""", ".values[0]: never matches: 'lessThan' compares with numbers")]
    [InlineData("""{"attribute":"a","op":"after","values":["yesterday"]}""", ".values[0]: never matches: 'after' compares with ")]
    [InlineData("""{"attribute":"a","op":"semVerEqual","values":["v1"]}""", ".values[0]: never matches: 'semVerEqual' compares with ")]
    [InlineData("""{"attribute":"a","op":"matches","values":["("]}""", ".values[0]: never matches: 'matches' compares with ")]
    [InlineData("""{"attribute":"a","op":"in","values":[null]}""", ".values[0]: never matches: 'in' compares with texts, numbers, ")]
    [InlineData("""{"attribute":"a","op":"in","values":[[],{"b":1}]}""", ".values[1]: never matches: 'in' compares with texts, numbers, ")]
    [InlineData("""{"op":"segmentMatch","values":[1]}""", ".values[0]: never matches: 'segmentMatch' compares with keys of segments")]
    [InlineData("""{"attribute":"a","op":"in","value":["x"]}""", ".value: is not a known field; did you mean 'values'?")]
    public void ValidateItem_BadClause_IsNamedInFlagsAndSegments(string clause, string problem)
    {
        var rules = $"\"rules\":[{{\"variation\":0,\"clauses\":[{clause}]}}]";
        Refused(Validate(Flag.Replace("PART", rules, StringComparison.Ordinal)))
            .ShouldContain(found => found.StartsWith("$.rules[0].clauses[0]" + problem, StringComparison.Ordinal));
        Refused(Validate($"{{\"rules\":[{{\"clauses\":[{clause}]}}]}}", DataKind.Segments))
            .ShouldContain(found => found.StartsWith("$.rules[0].clauses[0]" + problem, StringComparison.Ordinal));
    }

    [Fact]
    public void ValidateItem_EveryOperatorOfTheEvaluator_IsKnown()
    {
        foreach (var op in new[]
        {
            "in", "startsWith", "endsWith", "contains", "matches", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual",
            "before", "after", "semVerEqual", "semVerLessThan", "semVerGreaterThan", "segmentMatch",
        })
        {
            Validate(
                $$"""{"rules":[{"clauses":[{"attribute":"a","op":"{{op}}","values":["1.0.0","2020-01-01T00:00:00Z",1]}]}]}""",
                DataKind.Segments)
                .ShouldNotContain(problem => !problem.IsWarning, op);
        }
    }

    [Theory]
    [InlineData(
        "{\"someFutureField\":1,\"variations\":[1],\"fallthrough\":{\"variation\":0}}",
        "$.someFutureField: is not a known field; it is ignored")]
    [InlineData("{\"on\":true}", "$: serves nothing: it has no variations, so that every evaluation returns the caller's default")]
    [InlineData("{\"variations\":[1]}", "$.fallthrough: serves nothing, which will matter when the flag is turned on")]
    [InlineData(
        "{\"variations\":[1],\"fallthrough\":{\"variation\":0,\"rollout\":{\"variations\":[{\"variation\":0,\"weight\":100000}]}}}",
        "$.fallthrough.rollout: is ignored, as there is also a variation")]
    public void ValidateItem_SuspiciousButPossible_IsAWarning(string json, string problem) =>
        Validate(json)
            .ShouldHaveSingleItem()
            .ShouldBe(new FlagDocumentProblem(problem.Split(": ", 2)[0], problem.Split(": ", 2)[1], IsWarning: true));

    [Theory]
    [InlineData(
        """{"flags":{"a":{"version":1}},"segments":{}}""", "$: is a set of flags and segments where one flag or segment is expected")]
    [InlineData("""{"hello":"world"}""", "$: has none of the fields of a ")]
    [InlineData("[]", "$: found an array where an object is expected")]
    [InlineData("{", "$: is not valid JSON")]
    [InlineData("""{"on":true,"\uD800":1}""", "$: a name or a string in it holds text that is not Unicode")]
    public void ValidateItem_NeitherFlagNorSegment_IsRefused(string json, string problem)
    {
        Refused(Validate(json)).ShouldContain(found => found.StartsWith(problem, StringComparison.Ordinal));
        Refused(Validate(json, DataKind.Segments)).ShouldContain(found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"on":true}""", "$.on: is a field of a flag, and this is a segment")]
    [InlineData("""{"include":["a"]}""", "$.include: is not a known field; did you mean 'included'?")]
    [InlineData("""{"included":"a"}""", "$.included: found a string where an array is expected")]
    [InlineData("""{"unbounded":"true"}""", "$.unbounded: found a string where true or false is expected")]
    [InlineData("""{"rules":[{"weight":200000,"clauses":[]}]}""", "$.rules[0].weight: is outside of 0 to 100000")]
    [InlineData(
        """{"rules":[{"weight":1,"bucketBy":"/","rolloutContextKind":"user"}]}""",
        "$.rules[0].bucketBy: an attribute reference has an empty component")]
    [InlineData(
        """{"includedContexts":[{"contextKind":"multi","values":[]}]}""",
        "$.includedContexts[0].contextKind: is not a valid kind of context: a single context's kind cannot be 'multi'")]
    public void ValidateItem_BadSegment_NamesTheField(string json, string problem) =>
        Refused(Validate(json, DataKind.Segments)).ShouldContain(problem);

    [Theory]
    [InlineData("""{"flags":{},"segmnets":{}}""", "$.segmnets: is not a known field; did you mean 'segments'?")]
    [InlineData("""{"flags":{"new-flag":{"on":1}}}""", "$.flags['new-flag'].on: found a number where true or false is expected")]
    [InlineData("""{"segments":{"s":{"included":{}}}}""", "$.segments.s.included: found an object where an array is expected")]
    [InlineData(
        """{"flagValues":{"a":1},"flags":{"b":{"variations":[1],"fallthrough":{"variation":0}"""
        + ""","prerequisites":[{"key":"a","variation":1}]}}}""",
        "$.flags.b.prerequisites[0].variation: is 1, but that flag's variations are 0 to 0")]
    [InlineData(
        """{"flags":{"a":{"prerequisites":[{"key":"b","variation":0}]},"b":{"prerequisites":[{"key":"a","variation":0}]}}}""",
        "$.flags.a.prerequisites[0].key: leads back to the flag itself: evaluations return MALFORMED_FLAG")]
    [InlineData(
        """{"segments":{"s":{"rules":[{"clauses":[{"op":"segmentMatch","values":["s"]}]}]}}}""",
        "$.segments.s.rules: lead back to the segment itself: evaluations return MALFORMED_FLAG")]
    public void ValidatePart_BadSet_NamesTheField(string json, string problem) =>
        Refused(FlagDocumentValidator.ValidatePart(Encoding.UTF8.GetBytes(json))).ShouldContain(problem);

    [Fact]
    public void ValidateEnvironment_MissingReferences_AreWarningsAndIgnoredInAPart()
    {
        var json = Encoding.UTF8.GetBytes("""
            {"flags":{"f":{"variations":[1],"fallthrough":{"variation":0},"prerequisites":[{"key":"gone","variation":0}],
              "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["absent"]}]}]}}}
            """);

        FlagDocumentValidator.ValidatePart(json).ShouldBeEmpty();
        FlagDocumentValidator.ValidateEnvironment(json).Select(problem => (problem.Path, problem.IsWarning)).ShouldBe(
            [("$.flags.f.prerequisites[0].key", true), ("$.flags.f.rules", true)]);
    }

    [Fact]
    public void Path_NameWithALineBreak_IsEscaped() =>
        FlagDocumentValidator.ValidatePart("""{"flags":{"a\nb'c":{"on":1}}}"""u8)[0].Path.ShouldBe("""$.flags['a\u000ab\'c'].on""");

    private static IReadOnlyList<FlagDocumentProblem> Validate(string json, DataKind? kind = null) =>
        FlagDocumentValidator.ValidateItem(kind ?? DataKind.Features, "f", Encoding.UTF8.GetBytes(json));

    private static IEnumerable<string> Refused(IEnumerable<FlagDocumentProblem> problems) =>
        problems.Where(problem => !problem.IsWarning).Select(problem => problem.ToString());
}
