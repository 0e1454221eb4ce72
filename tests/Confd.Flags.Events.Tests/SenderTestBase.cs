using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.TestSupport;

namespace Confd.Flags.Events.Tests;

/// <summary>A sender, its clock, and the service that it sends to.</summary>
public abstract class SenderTestBase : IDisposable
{
    private readonly HttpClient _http;

    protected SenderTestBase() => _http = new HttpClient(Service);

    protected static EvaluationContext User { get; } = EvaluationContext.New("u1");

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected EventService Service { get; } = new();

    private protected FakeTimeProvider Clock { get; } = new();

    private protected RecordedLog Log { get; } = new();

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected FlagEventSender Sender(FlagEventOptions? options = null) =>
        SenderWithoutLog((options ?? new FlagEventOptions()) with { Logger = Log });

    private protected FlagEventSender SenderWithoutLog(FlagEventOptions options) => new(
        new LaunchDarklyOptions { SdkKey = "sdk-12345-abcdef", EventsUri = new Uri("http://events.example/"), Http = _http },
        options with { Clock = Clock });

    private protected async Task<EventPost> FlushAsync(FlagEventSender sender)
    {
        await sender.FlushAsync(Cancellation);
        return await Service.NextAsync(Cancellation);
    }

    private protected EvaluationEvent Evaluation(
        string flagKey,
        string? flag,
        EvaluationContext? context = null,
        FlagValue value = default,
        int? variation = 0,
        EvaluationReason? reason = null,
        bool includesReason = false,
        string? prerequisiteOf = null) => new()
        {
            Time = Clock.GetUtcNow(),
            Context = context ?? User,
            FlagKey = flagKey,
            Flag = flag is null ? null : FlagJson.Parse(System.Text.Encoding.UTF8.GetBytes(flag), flagKey) with { Key = flagKey },
            Detail = new(value, variation, reason ?? new() { Kind = EvaluationReasonKind.Fallthrough }),
            Default = prerequisiteOf is null ? "default" : FlagValue.Null,
            IncludesReason = includesReason,
            PrerequisiteOf = prerequisiteOf,
        };

    private protected IdentifyEvent Identify(EvaluationContext context) => new() { Time = Clock.GetUtcNow(), Context = context };

    private protected CustomEvent Custom(string key, EvaluationContext? context = null, FlagValue data = default, double? metric = null) =>
        new() { Time = Clock.GetUtcNow(), Context = context ?? User, Key = key, Data = data, Metric = metric };
}
