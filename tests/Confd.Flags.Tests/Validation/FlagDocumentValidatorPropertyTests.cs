using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Json;
using Confd.Flags.Validation;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Validation;

/// <summary>The validator is right for any data: what it accepts is read and never evaluates to MALFORMED_FLAG, and what cannot be
/// read it refuses.</summary>
public sealed class FlagDocumentValidatorPropertyTests
{
    private static readonly EvaluationContext[] Contexts =
    [
        EvaluationContext.New("u"),
        EvaluationContext.Builder("v").Set("country", "FR").Set("tags", FlagValue.ArrayOf("amber", 1)).Set("plan", "gold").Build(),
        EvaluationContext.New("org", "o"),
        EvaluationContext.NewMulti(EvaluationContext.New("user-3"), EvaluationContext.New("device", "d")),
    ];

    [Fact]
    public void ValidateEnvironment_DamagedData_RefusesWhatEvaluatesToMalformedFlag()
    {
        var sets = Directory.GetFiles(RepositoryFiles.Fixture("flags/data"), "*.json").Order(StringComparer.Ordinal).Take(6)
            .Select(file => FlagValue.Parse(File.ReadAllText(file))).ToList();
        var (passed, refused) = (0, 0);
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new RandomJson(seed);
            var damaged = Enumerable.Range(0, random.Next(3)).Aggregate(sets[seed % sets.Count], (data, _) => random.Mutate(data));
            var text = Encoding.UTF8.GetBytes(damaged.ToString());

            var problems = FlagDocumentValidator.ValidateEnvironment(text).Where(problem => !problem.IsWarning).ToList();
            if (problems.Count > 0)
            {
                refused++;
                continue;
            }

            passed++;
            var set = FlagSetJson.Parse(text);
            foreach (var key in set.Flags.Keys)
            {
                foreach (var context in Contexts)
                {
                    set.CreateEvaluator().Evaluate(key, context, FlagValue.Null).Reason.ErrorKind
                        .ShouldNotBe(EvaluationErrorKind.MalformedFlag, $"seed {seed}, flag {key}, {context}: {damaged}");
                }
            }
        }

        (passed > 50, refused > 50).ShouldBe((true, true), $"{passed} passed, {refused} were refused");
    }

    [Fact]
    public void ValidatePart_AnyJson_NeverThrows()
    {
        var problems = 0;
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new RandomJson(seed);
            var json = seed % 2 == 0
                ? random.Value().ToString()
                : $$"""{"flags":{"f":{{random.Value()}} },"segments":{"s":{{random.Value()}} },"flagValues":{"v":{{random.Value()}} } }""";

            foreach (var problem in FlagDocumentValidator.ValidatePart(Encoding.UTF8.GetBytes(json)))
            {
                problem.Path.ShouldStartWith("$");
                problem.Path.ShouldNotContain('\n');
                problem.Message.ShouldNotBeEmpty();
                problems++;
            }
        }

        problems.ShouldBeGreaterThan(1000);
    }

    [Theory]
    [InlineData("\"prerequisites\":[{\"key\":\"f\",\"variation\":0}]")]
    [InlineData("\"rules\":[{\"clauses\":[{\"attribute\":\"\",\"op\":\"in\",\"values\":[1]}],\"variation\":0}]")]
    [InlineData("\"rules\":[{\"clauses\":[{\"contextKind\":\"user\",\"attribute\":\"/\",\"op\":\"in\",\"values\":[1]}],\"variation\":0}]")]
    [InlineData("\"rules\":[{\"clauses\":[]}]")]
    [InlineData("\"rules\":[{\"clauses\":[],\"variation\":9}]")]
    [InlineData("\"rules\":[{\"clauses\":[],\"variation\":-1}]")]
    [InlineData("\"rules\":[{\"clauses\":[],\"rollout\":{\"variations\":[]}}]")]
    [InlineData("\"rules\":[{\"clauses\":[],\"rollout\":{\"variations\":[{\"variation\":9,\"weight\":100000}]}}]")]
    [InlineData("\"targets\":[{\"values\":[\"u\"],\"variation\":7}]")]
    [InlineData("\"fallthrough\":{}")]
    [InlineData("\"fallthrough\":{\"variation\":2}")]
    [InlineData(
        "\"fallthrough\":{\"rollout\":{\"contextKind\":\"user\",\"bucketBy\":\"/~2\","
            + "\"variations\":[{\"variation\":0,\"weight\":100000}]}}")]
    public void ValidateItem_FlagThatEvaluatesToMalformedFlag_IsRefused(string part)
    {
        var hasFallthrough = part.Contains("fallthrough", StringComparison.Ordinal);
        var flag = $$"""
            {"key":"f","version":1,"on":true,"variations":[1,2],{{(hasFallthrough ? "" : "\"fallthrough\":{\"variation\":0},")}}{{part}} }
            """;

        var problems = FlagDocumentValidator.ValidateItem(DataKind.Features, "f", Encoding.UTF8.GetBytes(flag));
        var answer = FlagSetJson.Parse(Encoding.UTF8.GetBytes($$"""{"flags":{"f":{{flag}} } }""")).CreateEvaluator()
            .Evaluate("f", EvaluationContext.New("u"), FlagValue.Null);

        answer.Reason.ErrorKind.ShouldBe(EvaluationErrorKind.MalformedFlag);
        problems.ShouldContain(problem => !problem.IsWarning);
    }
}
