using System.Globalization;
using Confd.Flags.Contexts;
using Confd.Flags.Tests.Corpus;

namespace Confd.Flags.Tests.Differential;

/// <summary>Random flags for random contexts get the answers of LaunchDarkly's Node SDK.</summary>
/// <remarks>
/// <c>CONFD_TEST_CASES=50000</c> runs more of them. A failure prints the case as one line of JSON. Put into a file, the line runs alone:
/// <c>node tests/interop/evaluate.js &lt; FILE</c> and <c>confd flags eval --cases FILE</c>.
/// </remarks>
public sealed class DifferentialTests
{
    private const int DefaultCases = 2000;
    private const int Shown = 3;

    private static int CaseCount =>
        int.Parse(Environment.GetEnvironmentVariable("CONFD_TEST_CASES") ?? $"{DefaultCases}", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Evaluate_RandomCases_EqualsTheNodeSdk()
    {
        var cases = Enumerable.Range(0, CaseCount).Select(RandomCase.Create).ToList();

        var answers = await NodeEvaluator.EvaluateAsync(cases, Cancellation);

        answers.Count.ShouldBe(cases.Count);
        var differences = cases.Zip(answers, FindDifference).OfType<string>().ToList();
        differences.Count.ShouldBe(0, string.Join("\n", differences.Take(Shown)));
    }

    /// <summary>Whether the cases reach all there is: a generator that only made malformed flags would find nothing.</summary>
    [Fact]
    public void RandomCases_OfTheDefaultCount_EndInEveryReason()
    {
        var reasons = Enumerable.Range(0, DefaultCases).Select(RandomCase.Create).Select(Answer)
            .CountBy(answer =>
                answer.Properties["reason"].Properties is var reason
                    ? $"{reason["kind"].AsString} {reason.GetValueOrDefault("errorKind").AsString}"
                    : "");

        string[] expected =
        [
            "OFF ", "FALLTHROUGH ", "TARGET_MATCH ", "RULE_MATCH ", "PREREQUISITE_FAILED ", "ERROR MALFORMED_FLAG", "ERROR WRONG_TYPE",
            "ERROR FLAG_NOT_FOUND", "ERROR USER_NOT_SPECIFIED",
        ];
        foreach (var reason in expected)
        {
            reasons.FirstOrDefault(pair => pair.Key == reason).Value.ShouldBeGreaterThan(DefaultCases / 200, reason);
        }
    }

    private static FlagValue Answer(FlagValue row) => EvaluationCase.Of(row.Properties, expected: default).Evaluate();

    private static string? FindDifference(FlagValue row, FlagValue answer)
    {
        var difference = answer.Properties.ContainsKey("exception")
            ? $"{row.Properties["id"]}: the SDK threw {answer.Properties["exception"]}"
            : EvaluationCase.Of(row.Properties, answer).FindDifference();
        return difference is null ? null : $"{difference}\n{row}";
    }
}
