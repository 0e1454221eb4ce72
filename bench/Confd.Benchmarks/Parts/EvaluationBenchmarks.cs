using BenchmarkDotNet.Attributes;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;

namespace Confd.Benchmarks.Parts;

/// <summary>A boolean flag with three rules of two clauses each, of which the last matches; and one that ends in a rollout.</summary>
[MemoryDiagnoser]
public class EvaluationBenchmarks
{
    private readonly EvaluationContext _context = ContextJson.Parse(
        """{"kind":"user","key":"user-1234","email":"ada@example.com","country":"nz","plan":"gold","logins":42}"""u8);

    private readonly Evaluator _evaluator = FlagSetJson.Parse(
        """
        {"flags":{
          "rules":{"key":"rules","version":1,"on":true,"variations":[true,false],"offVariation":1,"fallthrough":{"variation":1},"salt":"s","rules":[
            {"id":"r1","variation":0,"clauses":[{"attribute":"country","op":"in","values":["de","fr"]},{"attribute":"plan","op":"in","values":["gold"]}]},
            {"id":"r2","variation":0,"clauses":[{"attribute":"email","op":"endsWith","values":["@example.org"]},{"attribute":"logins","op":"greaterThan","values":[10]}]},
            {"id":"r3","variation":0,"clauses":[{"attribute":"country","op":"in","values":["nz","au"]},{"attribute":"plan","op":"startsWith","values":["go"]}]}]},
          "rollout":{"key":"rollout","version":1,"on":true,"variations":[true,false],"offVariation":1,"salt":"s",
            "fallthrough":{"rollout":{"variations":[{"variation":0,"weight":50000},{"variation":1,"weight":50000}]}}}},
         "segments":{}}
        """u8).CreateEvaluator();

    [Benchmark]
    public bool ThreeRules() => _evaluator.EvaluateBoolean("rules", _context, false).Value;

    [Benchmark]
    public bool Rollout() => _evaluator.EvaluateBoolean("rollout", _context, false).Value;
}
