using System.Collections.Immutable;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Hooks;
using Confd.Flags.Migrations;
using Confd.Flags.Storage;
using Confd.Flags.Testing;
using Confd.Flags.Tests.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class FlagHookTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly List<string> _calls = [];
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task Evaluation_SeveralHooks_RunBeforeInOrderAndAfterInReverse()
    {
        await using var client = await OpenAsync(new Recorder("one", _calls), new Recorder("two", _calls));

        client.BoolVariation("a", User, false).ShouldBeTrue();

        _calls.ShouldBe(
        [
            "one before a False BoolVariation env-1", "two before a False BoolVariation env-1",
            "two after a data=two:BoolVariation True FALLTHROUGH", "one after a data=one:BoolVariation True FALLTHROUGH",
        ]);
    }

    [Fact]
    public async Task Evaluation_HookThrows_OthersStillRun()
    {
        await using var client = await OpenAsync(new Recorder("bad", _calls) { Fails = true }, new Recorder("good", _calls));

        client.BoolVariationDetail("a", User, false).Value.ShouldBeTrue();
        client.Track("clicked", User);

        _calls.ShouldBe(
        [
            "good before a False BoolVariationDetail env-1", "good after a data=good:BoolVariationDetail True FALLTHROUGH",
            "bad after a data= True FALLTHROUGH", "good tracked clicked",
        ]);
        _log.Lines.ShouldContain("Error The hook 'bad' failed in BeforeEvaluation");
        _log.Lines.ShouldContain("Error The hook 'bad' failed in AfterTrack");
    }

    [Fact]
    public async Task Evaluation_EachMethod_PassesItsNameToHooks()
    {
        await using var client = await OpenAsync(new Recorder("one", _calls));

        client.IntVariation("a", User, 1);
        client.DoubleVariationDetail("a", User, double.NaN);
        client.StringVariation("a", User, "d");
        client.JsonVariation("a", User, FlagValue.Null);
        await client.BoolVariationAsync("a", User, false, Cancellation);
        client.MigrationVariation("a", User, MigrationStage.Live).Stage.ShouldBe(MigrationStage.Live);

        _calls.Where(call => call.Contains("before", StringComparison.Ordinal)).ShouldBe(
        [
            "one before a 1 IntVariation env-1",
            "one before a null DoubleVariationDetail env-1",
            "one before a \"d\" StringVariation env-1",
            "one before a null JsonVariation env-1",
            "one before a False BoolVariation env-1",
            "one before a \"live\" MigrationVariation env-1",
        ]);
        _calls[^1].ShouldBe("one after a data=one:MigrationVariation \"live\" ERROR(WRONG_TYPE)");
    }

    [Fact]
    public async Task Evaluation_ClientIsNotReady_StillRunsHooks()
    {
        await using var client = new FlagClient(
            new MemoryFlagStore(),
            new FlagClientOptions { Hooks = [new Recorder("one", _calls)], RefreshInterval = Timeout.InfiniteTimeSpan });

        client.BoolVariation("a", User, true);

        _calls[^1].ShouldBe("one after a data=one:BoolVariation True ERROR(CLIENT_NOT_READY)");
    }

    [Fact]
    public async Task Evaluation_EnvironmentIdThrows_IsLoggedAndStillEvaluated()
    {
        await using var client = await FlagClient.OpenTestDataAsync(
            new TestData().Update(new TestData().Flag("a")),
            new FlagClientOptions
            {
                Hooks = [new Recorder("one", _calls)],
                Logger = _log,
                EnvironmentId = () => throw new InvalidOperationException("as the test wants it"),
            },
            Cancellation);

        client.BoolVariation("a", User, false).ShouldBeTrue();
        client.Track("bought", User);

        _calls[0].ShouldBe("one before a False BoolVariation ");
        _calls[^1].ShouldBe("one tracked bought");
        _log.Count("The environment's id could not be determined").ShouldBe(2);
    }

    [Fact]
    public async Task Evaluation_Cancelled_RunsTheHookAfterItToo()
    {
        var store = new ScriptedFlagStore { Gate = new TaskCompletionSource() };
        await using var client = new FlagClient(
            store, new FlagClientOptions { ReadThrough = new() { TimeToLive = TimeSpan.Zero }, Hooks = [new Recorder("one", _calls)] });
        using var left = new CancellationTokenSource();

        var asking = client.BoolVariationAsync("a", User, true, left.Token).AsTask();
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        _calls[^1].ShouldBe("one after a data=one:BoolVariation True ERROR(EXCEPTION)");
    }

    [Fact]
    public async Task Evaluation_AllFlags_RunsNoHook()
    {
        await using var client = await OpenAsync(new Recorder("one", _calls));

        client.AllFlagsState(User);

        _calls.ShouldBeEmpty();
    }

    private async Task<FlagClient> OpenAsync(params FlagHook[] hooks) => await FlagClient.OpenTestDataAsync(
        new TestData().Update(new TestData().Flag("a")),
        new FlagClientOptions { Hooks = hooks, Logger = _log, EnvironmentId = () => "env-1" });

    private sealed class Recorder(string name, List<string> calls) : FlagHook(name)
    {
        public bool Fails { get; init; }

        public override ImmutableDictionary<string, object?> BeforeEvaluation(
            EvaluationSeries evaluation, ImmutableDictionary<string, object?> data)
        {
            Fail();
            calls.Add($"{Name} before {evaluation.FlagKey} {Text(evaluation.Default)} {evaluation.Method} {evaluation.EnvironmentId}");
            return data.Add("who", $"{Name}:{evaluation.Method}");
        }

        public override void AfterEvaluation(
            EvaluationSeries evaluation, ImmutableDictionary<string, object?> data, EvaluationDetail<FlagValue> detail) =>
            calls.Add($"{Name} after {evaluation.FlagKey} data={data.GetValueOrDefault("who")} {Text(detail.Value)} {detail.Reason}");

        public override void AfterTrack(TrackSeries track)
        {
            Fail();
            calls.Add($"{Name} tracked {track.Key}");
        }

        private static string Text(FlagValue value) => value.Kind == FlagValueKind.Boolean ? value.AsBoolean.ToString() : value.ToString();

        private void Fail()
        {
            if (Fails)
            {
                throw new InvalidOperationException("as the test wants it");
            }
        }
    }
}
