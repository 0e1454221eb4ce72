using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.Authoring.Tests.Edits;

/// <summary>Target lists that no editor writes: several of one variation, and some that evaluators ignore.</summary>
public sealed class MalformedTargetsTests
{
    private static readonly string[] Users = ["a", "b", "c", "d", "z"];
    private static readonly string[] Organizations = ["o", "p", "z"];

    private static readonly EvaluationContext[] Contexts =
        [.. Users.Select(key => EvaluationContext.New(key)), .. Organizations.Select(key => EvaluationContext.New("org", key))];

    [Theory]
    [InlineData("""[{"variation":0,"values":["a"]},{"variation":1,"values":["b"]},{"variation":0,"values":["b","q"]}]""", "[]")]
    [InlineData(
        """[{"variation":0,"values":["a"]},{"variation":0,"values":["q"]},{"variation":1,"values":["w"]}]""",
        """[{"contextKind":"org","variation":1,"values":["o"]},{"contextKind":"user","variation":0,"values":[]}]""")]
    public void Target_ListsOverlapOrAreIgnored_ChangesOnlyTheNamedContexts(string users, string contexts)
    {
        Flag(users, contexts).Edit(new TargetContexts(VariationReference.At(1), "user", ["z"])).Words().ShouldBe(["users: z get 1"]);
        Flag(users, contexts).Edit(new TargetContexts(VariationReference.At(1), "org", ["z"])).Words().ShouldBe(["orgs: z get 1"]);
    }

    [Fact]
    public void Edit_AnyLists_ServesUnnamedContextsAsBefore()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var environment = Flag(Lists(random, "user", Users), Lists(random, null, [.. Organizations]));
            for (var step = 0; step < 4; step++)
            {
                var variation = random.Next(3);
                var kind = random.Next(2) == 0 ? "user" : "org";
                string[] keys = [.. (kind == "user" ? Users : Organizations).Where(_ => random.Next(3) == 0).DefaultIfEmpty("z")];
                FlagEdit edit = random.Next(3) switch
                {
                    0 => new UntargetContexts(null, kind, keys),
                    1 => new UntargetContexts(VariationReference.At(variation), kind, keys),
                    _ => new TargetContexts(VariationReference.At(variation), kind, keys),
                };

                var after = environment.Edit(edit).After;

                var when = $"seed {seed}, step {step}";
                foreach (var context in Contexts)
                {
                    var isNamed = context.Kind == kind && keys.Contains(context.Key);
                    if (!isNamed)
                    {
                        Served(after, context).ShouldBe(Served(environment, context), when);
                    }
                    else if (edit is TargetContexts)
                    {
                        Served(after, context).ShouldBe(variation, when);
                    }
                    else if (edit is UntargetContexts { Variation: null })
                    {
                        Served(after, context).ShouldBe(3, when);
                    }
                }

                after.Edit(edit).Changes.ShouldBeEmpty(when);
                environment = after;
            }
        }
    }

    private static string Lists(Random random, string? kind, string[] keys)
    {
        var lists = Enumerable.Range(0, random.Next(5)).Select(_ =>
        {
            var of = kind ?? (random.Next(2) == 0 ? "user" : "org");
            var values = kind is null && of == "user" ? [] : keys.Where(_ => random.Next(3) == 0).Select(key => $"\"{key}\"");
            var name = kind is null ? $"\"contextKind\":\"{of}\"," : "";
            return $$"""{ {{name}}"variation":{{random.Next(3)}},"values":[{{string.Join(',', values)}}]}""";
        });
        return $"[{string.Join(',', lists)}]";
    }

    private static int? Served(EnvironmentSnapshot environment, EvaluationContext context) =>
        environment.ToSet().CreateEvaluator().Evaluate("f", context, FlagValue.Null).VariationIndex;

    private static EnvironmentSnapshot Flag(string users, string contexts) => TestFlags.WithFlag(
        $$"""
        {"key":"f","version":1,"on":true,"variations":[0,1,2,3],"fallthrough":{"variation":3},
         "targets":{{users}},"contextTargets":{{contexts}}}
        """);
}
