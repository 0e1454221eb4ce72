using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>Evaluations run on hot paths: they must not feed the garbage collector.</summary>
public sealed class EvaluatorAllocationTests
{
    internal const string Data =
        """
        {"flags":{
          "three-rules":{"key":"three-rules","on":true,"variations":[true,false],"offVariation":1,"fallthrough":{"variation":1},"rules":[
            {"id":"a","variation":0,"clauses":[{"attribute":"country","op":"in","values":["NO","SE"]},
                                               {"attribute":"email","op":"endsWith","values":["@example.org"]}]},
            {"id":"b","variation":0,"clauses":[{"attribute":"plan","op":"in","values":["gold"]},
                                               {"attribute":"age","op":"greaterThan","values":[17]}]},
            {"id":"c","variation":0,"clauses":[{"attribute":"country","op":"in","values":["DK"]},
                                               {"attribute":"version","op":"semVerGreaterThan","values":["2.0.0"]}]}]},
          "rollout":{"key":"rollout","on":true,"salt":"s","variations":[true,false],"prerequisites":[{"key":"three-rules","variation":0}],
            "fallthrough":{"rollout":{"variations":[{"variation":0,"weight":50000},{"variation":1,"weight":50000}]}}},
          "segment":{"key":"segment","on":true,"salt":"s","variations":[true,false],"fallthrough":{"variation":1},"rules":[
            {"id":"a","variation":0,"clauses":[{"attribute":"","op":"segmentMatch","values":["danes"]}]}]},
          "pattern":{"key":"pattern","on":true,"variations":[true,false],"fallthrough":{"variation":1},"rules":[
            {"id":"a","variation":0,"clauses":[{"attribute":"version","op":"matches","values":["^1[.]","^[0-9]+([.][0-9]+)*$"]}]}]}},
         "segments":{"danes":{"key":"danes","rules":[{"clauses":[{"attribute":"country","op":"in","values":["DK"]},
                                                                  {"attribute":"created","op":"after","values":["2020-01-01T00:00:00Z"]}]}]}}}
        """;

    internal static readonly EvaluationContext Context = EvaluationContext.Builder("user-1")
        .Set("country", "DK").Set("plan", "silver").Set("age", 30).Set("version", "2.1.0").Set("created", "2021-01-01T00:00:00Z").Build();

    [Theory]
    [InlineData("three-rules")]
    [InlineData("rollout")]
    [InlineData("segment")]
    [InlineData("pattern")]
    public void EvaluateBoolean_AfterFirstUse_AllocatesNothing(string key)
    {
        var evaluator = FlagSetJson.Parse(Encoding.UTF8.GetBytes(Data)).CreateEvaluator();
        evaluator.EvaluateBoolean(key, Context, false).Reason.Kind.ShouldNotBe(EvaluationReasonKind.Error);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            evaluator.EvaluateBoolean(key, Context, false);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
