using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Tests.Interop;

/// <summary>A table that was authored here from its first flag on, read by LaunchDarkly's Node SDK.</summary>
public sealed class AuthoredTableTests : IAsyncLifetime
{
    private static readonly FlagAuthor Author = new("ann");

    private FlagTestTable _table = null!;
    private FlagAuthoring _authoring = null!;

    public async ValueTask InitializeAsync()
    {
        NodeSdk.SkipUnlessInstalled();
        _table = await FlagTestTable.CreateAsync();
        _authoring = new FlagAuthoring(new DynamoFlagStore(_table.Client, _table.Name), _table.Name);
    }

    public ValueTask DisposeAsync() => _table?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Table_AuthoredHere_EvaluatesTheSameInTheNodeSdk()
    {
        await CreateAsync(new FlagTemplate(DataKind.Segments, "beta"));
        await EditAsync(DataKind.Segments, "beta", new ListInSegment(SegmentList.Included, "user", ["u1"]));
        await EditAsync(DataKind.Segments, "beta", new ListInSegment(SegmentList.Excluded, "org", ["o3"]));
        await EditAsync(
            DataKind.Segments, "beta", new AddSegmentRule([ClauseText.Parse("org:plan in gold")]) { Percent = 50, ContextKind = "org" });
        await CreateAsync(new FlagTemplate(DataKind.Features, "base") { Variations = ["a", "b"], IsOn = true });
        await CreateAsync(new FlagTemplate(DataKind.Features, "f") { Variations = ["red", "green", "blue"], IsOn = true });
        await EditAsync(
            DataKind.Features,
            "f",
            new AddPrerequisite("base", new VariationReference("a")),
            new TargetContexts(new VariationReference("green"), "user", ["u2"]),
            new TargetContexts(new VariationReference("blue"), "org", ["o1"]),
            new AddRule([ClauseText.Parse("in segment beta")], VariationShare.All(new VariationReference("blue"))),
            new AddRule(
                [ClauseText.Parse("app semVerLessThan 2.0.0"), ClauseText.Parse("country not in NO,SE")],
                [new(new VariationReference("red"), 40), new(new VariationReference("green"), 60)])
            { BucketBy = "country" },
            new SetRollout(
                ServePlace.Fallthrough,
                [
                    new(new VariationReference("red"), 33.333m),
                    new(new VariationReference("green"), 33.333m),
                    new(new VariationReference("blue"), 33.334m),
                ]));
        var contexts = Enumerable.Range(1, 30).SelectMany(number => new[]
        {
            $$"""{"kind":"user","key":"u{{number}}"}""",
            $$"""{"kind":"user","key":"v{{number}}","app":"1.{{number}}","country":"C{{number}}"}""",
            $$"""{"kind":"org","key":"o{{number}}","plan":"gold"}""",
            $$"""{"kind":"multi","user":{"key":"w{{number}}"}"""
                + $$""","org":{"key":"o{{number}}","plan":"{{(number % 2 == 0 ? "gold" : "free")}}"} }""",
        }).ToList();

        var answers = await new NodeSdk(_table.Name, prefix: null).EvaluateAsync(
            contexts.Select(context => $$$"""{"flagKey":"f","context":{{{context}}},"default":"none"}"""));

        var evaluator = (await _authoring.ReadAsync(Cancellation)).ToSet().CreateEvaluator();
        var expected = contexts.Select(context => evaluator.Evaluate("f", EvaluationContext.Parse(context), "none").Value.AsString)
            .ToList();
        answers.Select(answer => answer.GetProperty("value").GetString()).ShouldBe(expected);
        expected.Distinct().Order().ShouldBe(["blue", "green", "red"]);
    }

    [Fact]
    public async Task Flag_ArchivedAndRestored_IsDeletedAndRestoredInTheNodeSdk()
    {
        const string Question = """{"flagKey":"f","context":{"kind":"user","key":"u"},"default":"none"}""";
        await CreateAsync(new FlagTemplate(DataKind.Features, "f") { Variations = ["on", "off"], IsOn = true });
        var sdk = new NodeSdk(_table.Name, prefix: null);

        await WriteAsync(FlagArchive.Archive(await _authoring.ReadAsync(Cancellation), DataKind.Features, "f"));
        var archived = await sdk.EvaluateAsync([Question]);
        await WriteAsync(FlagArchive.Restore(await _authoring.ReadAsync(Cancellation), DataKind.Features, "f"));
        var restored = await sdk.EvaluateAsync([Question]);

        archived[0].GetProperty("reason").GetProperty("errorKind").GetString().ShouldBe("FLAG_NOT_FOUND");
        restored[0].GetProperty("value").GetString().ShouldBe("on");
    }

    private async Task CreateAsync(FlagTemplate template) =>
        await WriteAsync(FlagAuthoring.Create(await _authoring.ReadAsync(Cancellation), template));

    private async Task EditAsync(DataKind kind, string key, params FlagEdit[] edits) =>
        await WriteAsync(FlagAuthoring.Edit(await _authoring.ReadAsync(Cancellation), kind, key, edits));

    private async Task WriteAsync(FlagPlan plan)
    {
        plan.RequireValid();
        await _authoring.WriteAsync(plan, Author, Cancellation);
    }
}
