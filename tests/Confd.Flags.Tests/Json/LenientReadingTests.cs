using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;

namespace Confd.Flags.Tests.Json;

/// <summary>Data that LaunchDarkly's Node and .NET SDKs still read, and evaluate as if the malformed part were absent.</summary>
public sealed class LenientReadingTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u");

    [Theory]
    [InlineData(""" "targets":[{"values":[null,"x"],"variation":0}] """)]
    [InlineData(""" "contextTargets":[{"contextKind":"org","values":[null],"variation":0}] """)]
    [InlineData(""" "clientSideAvailability":true """)]
    [InlineData(""" "clientSideAvailability":[{"usingMobileKey":true}] """)]
    [InlineData(""" "clientSideAvailability":{"usingMobileKey":{"a":1},"usingEnvironmentId":"yes"} """)]
    public void Flag_MalformedPart_IsIgnored(string part) => Evaluate(part, "{}").ToString().ShouldBe("FALLTHROUGH");

    [Theory]
    [InlineData(""" "included":[null],"excluded":[null,"x"] """, "FALLTHROUGH")]
    [InlineData(""" "included":[null,"u"] """, "RULE_MATCH(0,)")]
    [InlineData(""" "includedContexts":[{"values":[null]}],"excludedContexts":[{"values":[null]}] """, "FALLTHROUGH")]
    [InlineData(""" "includedContexts":[{"values":["u"],"variation":"on"}] """, "RULE_MATCH(0,)")]
    [InlineData(""" "rules":[{"id":{"a":[1]},"clauses":[{"attribute":"key","op":"in","values":["u"]}]}] """, "RULE_MATCH(0,)")]
    public void Segment_MalformedPart_IsIgnored(string part, string expected) =>
        Evaluate(""" "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["s"]}]}] """, "{" + part + "}")
            .ToString()
            .ShouldBe(expected);

    private static EvaluationReason Evaluate(string flagPart, string segment)
    {
        var flag = $$"""{"on":true,"variations":[0,1],"fallthrough":{"variation":1},{{flagPart}} }""";
        var data = $$"""{"flags":{"f":{{flag}} },"segments":{"s":{{segment}} } }""";
        return FlagSetJson.Parse(Encoding.UTF8.GetBytes(data)).CreateEvaluator().Evaluate("f", User, FlagValue.Null).Reason;
    }
}
