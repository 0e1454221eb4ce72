using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>Flags and segments that are asked on many ways: one step for each, and not one for each way.</summary>
public sealed class RepeatedReferenceTests
{
    private const int Levels = 40;

    private const string Rule = """ "rules":[{"variation":1,"clauses":[CLAUSE]}],"fallthrough":{"variation":0} """;
    private const string IsNorwegian = """{"attribute":"c","op":"in","values":["norway"]}""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("norway", 1)]
    [InlineData("other", 0)]
    public async Task Evaluate_PrerequisitesSharedManyTimes_Terminates(string country, int variation)
    {
        var flags = new List<string> { Flag(Level(Levels), "", Rule.Replace("CLAUSE", IsNorwegian)) };
        for (var level = 0; level < Levels; level++)
        {
            flags.Add(Needs(Level(level), $"{Level(level)}a", $"{Level(level)}b"));
            flags.Add(Needs($"{Level(level)}a", Level(level + 1)));
            flags.Add(Needs($"{Level(level)}b", Level(level + 1)));
        }

        var evaluator = FlagSetJson.Parse(Encoding.UTF8.GetBytes($$"""{"flags":{ {{string.Join(',', flags)}} } }""")).CreateEvaluator();
        var context = EvaluationContext.Builder("u").Set("c", country).Build();

        (await InTimeAsync(() => evaluator.Evaluate(Level(0), context, FlagValue.Null))).VariationIndex.ShouldBe(variation);
        (await InTimeAsync(() => evaluator.Explain(Level(0), context))).Variation.ShouldBe(variation);
    }

    [Theory]
    [InlineData("norway", 1)]
    [InlineData("other", 0)]
    public async Task Evaluate_SegmentsSharedManyTimes_Terminates(string country, int variation)
    {
        var segments = new List<string> { $$""" "s{{Levels}}":{"rules":[{"clauses":[ {{IsNorwegian}} ]}]} """ };
        for (var level = 0; level < Levels; level++)
        {
            var rule = $$"""{"clauses":[{"op":"segmentMatch","values":["s{{level + 1}}"]}]}""";
            segments.Add($$""" "s{{level}}":{"rules":[{{rule}},{{rule}}]} """);
        }

        var flag = Flag("f", "", Rule.Replace("CLAUSE", """{"op":"segmentMatch","values":["s0"]}"""));
        var set = FlagSetJson.Parse(Encoding.UTF8.GetBytes($$"""{"flags":{ {{flag}} },"segments":{ {{string.Join(',', segments)}} } }"""));
        var context = EvaluationContext.Builder("u").Set("c", country).Build();

        (await InTimeAsync(() => set.CreateEvaluator().Evaluate("f", context, FlagValue.Null))).VariationIndex.ShouldBe(variation);
        (await InTimeAsync(() => set.CreateEvaluator().Explain("f", context))).Variation.ShouldBe(variation);
    }

    private static string Level(int level) => $"f{level}";

    private static string Needs(string key, params string[] others) => Flag(
        key,
        string.Join(',', others.Select(other => $$"""{"key":"{{other}}","variation":1}""")),
        """ "fallthrough":{"variation":1} """);

    private static string Flag(string key, string prerequisites, string serves) =>
        $$""" "{{key}}":{"on":true,"variations":[0,1],"offVariation":0,"prerequisites":[{{prerequisites}}],{{serves}} } """;

    private static Task<T> InTimeAsync<T>(Func<T> evaluate) => Task.Run(evaluate, Cancellation).WaitAsync(Patience, Cancellation);
}
