using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Model;

namespace Confd.Flags.Tests.Evaluation;

/// <summary>Many flags for one context: the answers of each alone, and one evaluation of each prerequisite.</summary>
public sealed class ContextEvaluationTests
{
    private static readonly EvaluationContext Context = EvaluationContext.New("u");

    // A flag of a segment that asks for it is evaluated as often as its segment is looked for.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluate_LongChainOfPrerequisites_EvaluatesEachOnce(bool isFromTheTop)
    {
        const int Length = 150;
        const string Rules = """ "rules":[{"variation":1,"clauses":[{"op":"segmentMatch","values":["s"]}]}] """;
        var set = Parse([.. Enumerable.Range(0, Length).Select(level => Flag(
            $"f{level}", level == 0 ? [] : [$"f{level - 1}"], Rules))]);
        var count = 0;
        var evaluation = new Evaluator(set.FindFlag, key => Counted(set.FindSegment(key), ref count)).ForContext(Context);

        var order = set.Flags.Values.OrderBy(flag => int.Parse(flag.Key[1..])).ToList();
        foreach (var flag in isFromTheTop ? order.AsEnumerable().Reverse() : order)
        {
            evaluation.Evaluate(flag, FlagValue.Null).VariationIndex.ShouldBe(1);
        }

        // The last one of the chain needs nothing; it is looked at for itself, and for those that need it.
        count.ShouldBe(Length + 1);
    }

    [Fact]
    public void Evaluate_FlagsWithASharedPrerequisite_EvaluateItOnce()
    {
        const string Rules = """ "rules":[{"variation":1,"clauses":[{"op":"segmentMatch","values":["s"]}]}] """;
        var set = Parse([Flag("leaf", [], Rules), .. Enumerable.Range(0, 10).Select(number => Flag($"f{number}", ["leaf"], Rules))]);
        var count = 0;
        var evaluation = new Evaluator(set.FindFlag, key => Counted(set.FindSegment(key), ref count)).ForContext(Context);

        for (var number = 0; number < 10; number++)
        {
            evaluation.Evaluate(set.FindFlag($"f{number}")!, FlagValue.Null).VariationIndex.ShouldBe(1);
        }

        count.ShouldBe(10 + 1);
    }

    // Some thousand sets of flags that need each other at random: cycles, missing ones, some off, some of a big segment.
    [Fact]
    public void Evaluate_RandomSets_EqualsEvaluatingEachFlagAlone()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var size = random.Next(2, 12);
            var set = Parse([.. Enumerable.Range(0, size).Select(number => Flag(
                $"f{number}",
                [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => $"f{random.Next(0, random.Next(4) == 0 ? size + 1 : number + 1)}")],
                random.Next(4) switch
                {
                    0 => """ "rules":[{"variation":1,"clauses":[{"op":"segmentMatch","values":["big"]}]}] """,
                    1 => """ "fallthrough":{"variation":0} """,
                    _ => """ "fallthrough":{"variation":1} """,
                },
                isOn: random.Next(6) > 0))]);
            var evaluator = set.CreateEvaluator(_ => new BigSegmentAnswer(BigSegmentsStatus.Stale, _ => true));
            var evaluation = evaluator.ForContext(Context);

            foreach (var flag in set.Flags.Values.OrderBy(_ => random.Next()))
            {
                evaluation.Evaluate(flag, FlagValue.Null)
                    .ShouldBe(evaluator.Evaluate(flag, Context, FlagValue.Null), $"{flag.Key} of the set {seed}");
            }
        }
    }

    // What is too deep for the stack is so in every order, as it is alone.
    [Theory]
    [InlineData("f")]
    [InlineData("leaf f")]
    [InlineData("f leaf")]
    public void Evaluate_ChainIsTooDeep_IsMalformedAsForASingleFlag(string needs)
    {
        const int Length = 1_500;
        const string Serves = """ "fallthrough":{"variation":1} """;
        var set = Parse([.. Enumerable.Range(0, Length).SelectMany(level => (string[])
        [
            Flag($"leaf{level}", [], Serves),
            Flag(
                $"f{level}",
                level == 0 ? [] : [.. needs.Split(' ').Select(other => other == "f" ? $"f{level - 1}" : $"leaf{level}")],
                Serves),
        ])]);
        var evaluator = set.CreateEvaluator();
        var evaluation = evaluator.ForContext(Context);
        var top = set.FindFlag($"f{Length - 1}")!;

        var alone = SmallStack.Run(() => evaluator.Evaluate(top, Context, FlagValue.Null));
        var after = SmallStack.Run(() => Enumerable.Range(0, Length)
            .Where(level => (level + 1) % 100 == 0)
            .Select(level => evaluation.Evaluate(set.FindFlag($"f{level}")!, FlagValue.Null))
            .ToList());

        alone.Reason.ErrorKind.ShouldBe(EvaluationErrorKind.MalformedFlag);
        after[^1].Reason.ErrorKind.ShouldBe(EvaluationErrorKind.MalformedFlag);
        after[0].VariationIndex.ShouldBe(1);
    }

    [Fact]
    public void Evaluate_InvalidContext_EqualsEvaluatingEachFlagAlone()
    {
        var set = Parse(Flag("f", [], """ "fallthrough":{"variation":1} """));

        var detail = set.CreateEvaluator().ForContext(EvaluationContext.New("")).Evaluate(set.FindFlag("f")!, FlagValue.Null);

        detail.Reason.ErrorKind.ShouldBe(EvaluationErrorKind.UserNotSpecified);
    }

    [Fact]
    public void Evaluate_NoFlag_Throws() => Should.Throw<ArgumentNullException>(
        () => FlagSet.Empty.CreateEvaluator().ForContext(Context).Evaluate(null!, FlagValue.Null));

    private static Segment? Counted(Segment? segment, ref int count)
    {
        count++;
        return segment;
    }

    private static FlagSet Parse(params string[] flags) => FlagSetJson.Parse(Encoding.UTF8.GetBytes(
        $$"""
        {"flags":{ {{string.Join(',', flags)}} },"segments":{"s":{"included":["u"]},"big":{"unbounded":true,"generation":1} } }
        """));

    private static string Flag(string key, string[] needs, string serves, bool isOn = true) =>
        $$""" "{{key}}":{"key":"{{key}}","on":{{(isOn ? "true" : "false")}},"variations":[0,1],"offVariation":0, """
        + $$""" "prerequisites":[{{string.Join(',', needs.Select(other => $$"""{"key":"{{other}}","variation":1}"""))}}],{{serves}} } """;
}
