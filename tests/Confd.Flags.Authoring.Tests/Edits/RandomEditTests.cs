using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Tests.Edits;

/// <summary>After any edits in any order, the evaluator serves what a simple model of the same edits serves.</summary>
public sealed class RandomEditTests
{
    private const string Flag =
        """
        {"key":"f","version":1,"on":true,"salt":"s","own":{"keep":[1.50,12345678901234567890]},"variations":["x","y","z"],"offVariation":2,
         "fallthrough":{"variation":0}}
        """;

    private static readonly string[] Kinds = ["user", "org", "device"];

    private static readonly string[] Keys = ["a", "b", "c d", "é", "\"q\"", "a/b"];

    [Fact]
    public void Target_AnyEdits_ServeWhatAModelOfThemServes()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var environment = TestFlags.WithFlag(Flag);
            var table = new Dictionary<(string Kind, string Key), int>();
            for (var step = 0; step < 12; step++)
            {
                var (kind, keys, variation) = (Kinds[random.Next(3)], Chosen(random), random.Next(3));
                FlagEdit edit = random.Next(3) switch
                {
                    0 => new UntargetContexts(null, kind, keys),
                    1 => new UntargetContexts(VariationReference.At(variation), kind, keys),
                    _ => new TargetContexts(VariationReference.At(variation), kind, keys),
                };
                foreach (var key in keys)
                {
                    var isOnThatList = table.TryGetValue((kind, key), out var known) && known == variation;
                    if (edit is TargetContexts)
                    {
                        table[(kind, key)] = variation;
                    }
                    else if (edit is UntargetContexts { Variation: null } || isOnThatList)
                    {
                        table.Remove((kind, key));
                    }
                }

                var plan = environment.Edit(edit);
                plan.Problems.ShouldBeEmpty($"seed {seed}, step {step}");
                environment = plan.After;
                ShouldServe(environment, table, $"seed {seed}, step {step}");
            }
        }
    }

    [Fact]
    public void Target_SameEditTwice_ChangesNothingTheSecondTime()
    {
        var edit = new TargetContexts(VariationReference.At(1), "org", ["a", "b", "a"]);

        var once = TestFlags.WithFlag(Flag).Edit(edit, new TargetContexts(VariationReference.At(2), "user", ["u"]));
        var twice = once.After.Edit(edit);

        twice.Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Edit_AnyEdits_KeepUnknownFieldsAndAllDigits()
    {
        var plan = TestFlags.WithFlag(Flag).Edit(
            new TargetContexts(VariationReference.At(1), "org", ["acme"]),
            new SetRollout(ServePlace.Fallthrough, [new(VariationReference.At(0), 99.999m), new(VariationReference.At(2), 0.001m)]),
            new AddVariation("w"),
            new SwitchFlag(IsOn: false));

        plan.Json().ShouldContain("\"own\":{\"keep\":[1.50,12345678901234567890]}");
        plan.Json().ShouldContain("\"version\":2");
    }

    [Fact]
    public void List_AnyEdits_MatchAModelOfThem()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var environment = TestFlags.Environment("""{"flags":{},"segments":{"s":{"key":"s","version":1,"own":1.50}}}""");
            var table = new Dictionary<(string Kind, string Key), SegmentList>();
            for (var step = 0; step < 12; step++)
            {
                var (kind, keys) = (Kinds[random.Next(3)], Chosen(random));
                var list = random.Next(2) == 0 ? SegmentList.Included : SegmentList.Excluded;
                FlagEdit edit = random.Next(3) == 0 ? new UnlistInSegment(list, kind, keys) : new ListInSegment(list, kind, keys);
                foreach (var key in keys)
                {
                    if (edit is ListInSegment)
                    {
                        table[(kind, key)] = list;
                    }
                    else if (table.TryGetValue((kind, key), out var known) && known == list)
                    {
                        table.Remove((kind, key));
                    }
                }

                environment = environment.EditSegment(edit).After;
                var segment = environment.ToSet().Segments["s"];
                foreach (var kindOfAll in Kinds)
                {
                    foreach (var key in Keys)
                    {
                        ListOf(segment, kindOfAll, key)
                            .ShouldBe(table.TryGetValue((kindOfAll, key), out var on) ? on : null, $"seed {seed}: {kindOfAll} {key}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Rules_AnyMoves_MatchAListWithTheSameMoves()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var environment = TestFlags.WithFlag(Flag);
            var order = new List<string>();
            for (var step = 0; step < 15; step++)
            {
                FlagEdit edit;
                if (order.Count == 0 || random.Next(3) == 0)
                {
                    var (id, place) = ($"r{step}", random.Next(order.Count + 1));
                    var shares = VariationShare.All(VariationReference.At(1));
                    edit = new AddRule([ClauseText.Parse("country in NO")], shares) { Id = id, Index = place };
                    order.Insert(place, id);
                }
                else if (random.Next(3) == 0)
                {
                    var gone = order[random.Next(order.Count)];
                    edit = new RemoveRule(new RuleReference(gone));
                    order.Remove(gone);
                }
                else
                {
                    var (moved, place) = (order[random.Next(order.Count)], random.Next(order.Count));
                    edit = new MoveRule(new RuleReference(moved), place);
                    order.Remove(moved);
                    order.Insert(place, moved);
                }

                environment = environment.Edit(edit).After;
                environment.ToSet().Flags["f"].Rules.Select(rule => rule.Id).ShouldBe(order, $"seed {seed}, step {step}");
            }
        }
    }

    [Theory]
    [InlineData("""{"attribute":"a","op":"in","values":[1]}""", "a", "in", false)]
    [InlineData(""" {"negate":true,"op":"contains","attribute":"/a/b","contextKind":"org","own":{}} """, "/a/b", "contains", true)]
    public void ParseJson_Clause_IsRead(string json, string attribute, string name, bool isNegated)
    {
        var clause = ClauseText.ParseJson(json);

        (clause.Attribute, clause.OperatorName, clause.IsNegated).ShouldBe((attribute, name, isNegated));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"country in NO\"")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{},{}")]
    [InlineData("""{"op":7}""")]
    [InlineData("""{"op":"in","values":{}}""")]
    [InlineData("""{}]}],"rules":[],"y":[{"z":[1""")]
    [InlineData("""{}]}],"rules":[{"clauses":[{}""")]
    [InlineData("""{"op":"in"}]},{"clauses":[{}""")]
    public void ParseJson_AnythingElse_IsRefused(string json) =>
        Should.Throw<FlagEditException>(() => ClauseText.ParseJson(json)).Message.ShouldStartWith("a clause is one JSON object");

    private static string[] Chosen(Random random) =>
        [.. Keys.Where(_ => random.Next(3) == 0).DefaultIfEmpty(Keys[random.Next(Keys.Length)])];

    private static void ShouldServe(EnvironmentSnapshot environment, Dictionary<(string Kind, string Key), int> table, string when)
    {
        var evaluator = environment.ToSet().CreateEvaluator();
        foreach (var kind in Kinds)
        {
            foreach (var key in Keys)
            {
                var detail = evaluator.Evaluate("f", EvaluationContext.New(kind, key), FlagValue.Null);

                var isTargeted = table.TryGetValue((kind, key), out var variation);
                detail.VariationIndex.ShouldBe(isTargeted ? variation : 0, $"{when}: {kind} {key}");
                detail.Reason.Kind.ShouldBe(
                    isTargeted ? EvaluationReasonKind.TargetMatch : EvaluationReasonKind.Fallthrough, $"{when}: {kind} {key}");
            }
        }
    }

    private static SegmentList? ListOf(Segment segment, string kind, string key)
    {
        var isIn = kind == "user" ? segment.Included.Contains(key) : segment.IncludedContexts.Any(Has);
        var isOut = kind == "user" ? segment.Excluded.Contains(key) : segment.ExcludedContexts.Any(Has);
        (isIn && isOut).ShouldBeFalse("a context is on one list at most");
        return isIn ? SegmentList.Included : isOut ? SegmentList.Excluded : null;

        bool Has(SegmentTarget target) => target.ContextKind == kind && target.Values.Contains(key);
    }
}
