using System.Collections.Immutable;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Hooks;
using Confd.Flags.Tests.Storage;
using Confd.Shared;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

/// <summary>Evaluation without a client: where the result comes from, and what events and hooks receive.</summary>
public sealed class FlagEvaluationsTests : IAsyncDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u");

    private readonly ScriptedFlagStore _store = new();
    private readonly RecordedEvents _events = new();
    private readonly RecordedLog _log = new();
    private readonly List<FlagReadings> _made = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var readings in _made)
        {
            await readings.EndAsync();
            readings.Dispose();
        }
    }

    [Fact]
    public async Task Find_WithAndWithoutEvents_ReturnsTheSameAndRecordsOnlyWithEvents()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "1"));
        await _store.PutFlagAsync("broken", FlagItems.Item(1, "[]"));
        var (plain, _, readings) = Make(new());
        var (told, _, observed) = Make(new() { Events = _events });
        plain.Find("a", User, 9, VariationTypes.Int32, isDetailed: true).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.ClientNotReady);
        told.Find("a", User, 9, VariationTypes.Int32, isDetailed: true).Reason.ErrorKind.ShouldBe(EvaluationErrorKind.ClientNotReady);
        await readings.RefreshAsync(Cancellation);
        await observed.RefreshAsync(Cancellation);

        (string, int, EvaluationErrorKind)[] expected =
        [
            ("a", 1, EvaluationErrorKind.None),
            ("broken", 9, EvaluationErrorKind.Exception),
            ("missing", 9, EvaluationErrorKind.FlagNotFound),
        ];
        foreach (var (key, value, kind) in expected)
        {
            foreach (var answers in new[] { plain, told })
            {
                var detail = answers.Find(key, User, 9, VariationTypes.Int32, isDetailed: true);
                (detail.Value, detail.Reason.ErrorKind).ShouldBe((value, kind));
                (await answers.FindAsync(key, User, 9, VariationTypes.Int32, isDetailed: true, Cancellation)).ShouldBe(detail);
            }
        }

        told.Look("a", User).ShouldBe(FlagValue.Of(1));
        _events.Evaluations.Select(told => told.FlagKey).ShouldBe(["a", "a", "a", "broken", "broken", "missing", "missing"]);
    }

    [Fact]
    public async Task Answer_WrongType_IsTheDefaultForHooksToo()
    {
        await _store.PutFlagAsync("a", FlagItems.Serving(1, "\"text\""));
        var hook = new LastDetail();
        var (_, observed, readings) = Make(new() { Hooks = [hook] });
        await readings.RefreshAsync(Cancellation);

        var (_, detail) = observed.Answer(EvaluationRequest.Of("a", User, true, VariationTypes.Boolean, isDetailed: false));

        (detail.Value, detail.Reason.ErrorKind).ShouldBe((FlagValue.Of(true), EvaluationErrorKind.WrongType));
        hook.Detail.ShouldBe(detail);
    }

    private (FlagEvaluations Answers, ObservedEvaluations Observed, FlagReadings Readings) Make(FlagClientOptions options)
    {
        var asked = options with { RefreshInterval = Timeout.InfiniteTimeSpan, Logger = _log };
        var readings = new FlagReadings(FlagSource.Of(_store, asked), asked, bigSegments: null, new EventRaiser(this, _ => { }), _log);
        _made.Add(readings);
        var bigSegments = new BigSegmentEvaluation(memberships: null);
        var observed = new ObservedEvaluations(readings, bigSegments, EvaluationReporter.Create(asked, _log), _log);
        return (new FlagEvaluations(readings, bigSegments, observed, _log), observed, readings);
    }

    private sealed class LastDetail() : FlagHook("last")
    {
        public EvaluationDetail<FlagValue> Detail { get; private set; }

        public override void AfterEvaluation(
            EvaluationSeries series, ImmutableDictionary<string, object?> data, EvaluationDetail<FlagValue> detail) => Detail = detail;
    }
}
