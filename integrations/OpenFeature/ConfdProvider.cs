using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using OpenFeature;
using OpenFeature.Constant;
using OpenFeature.Model;
using OpenFeatureContext = OpenFeature.Model.EvaluationContext;

namespace Confd.Flags.OpenFeature;

/// <summary>A <see cref="FlagClient"/> as a provider of OpenFeature's SDK.</summary>
/// <remarks>
/// Values, variants (the index of the variation), reasons and metadata are those that <c>confd flags serve</c> answers by OFREP. The client
/// is disposed when the provider is shut down, unless it is to stay.
/// </remarks>
/// <example><code>
/// await Api.Instance.SetProviderAsync(new ConfdProvider(new FlagClient(store)));
/// </code></example>
[SuppressMessage("Design", "CA1001", Justification = "The SDK ends providers by ShutdownAsync; the source holds neither timer nor handle.")]
public sealed class ConfdProvider : FeatureProvider
{
    private static readonly Metadata Name = new("confd");

    private readonly FlagClient _client;
    private readonly bool _leavesClientOpen;
    private readonly CancellationTokenSource _ending = new();
    private Task _telling = Task.CompletedTask;

    /// <summary>Makes a provider.</summary>
    /// <param name="client">Answers; need not be ready.</param>
    /// <param name="leavesClientOpen">True if the client is not the provider's to dispose.</param>
    public ConfdProvider(FlagClient client, bool leavesClientOpen = false)
    {
        ArgumentNullException.ThrowIfNull(client);
        (_client, _leavesClientOpen) = (client, leavesClientOpen);
    }

    /// <inheritdoc/>
    public override Metadata GetMetadata() => Name;

    /// <summary>Waits until the flags are there; the SDK then counts the provider as ready. From then on changes are told.</summary>
    public override async Task InitializeAsync(OpenFeatureContext context, CancellationToken cancellationToken = default)
    {
        await _client.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
        _client.FlagsChanged += OnFlagsChanged;
        _client.HealthChanged += OnHealthChanged;
    }

    /// <summary>Ends the telling, and the client.</summary>
    public override async Task ShutdownAsync(CancellationToken cancellationToken = default)
    {
        _client.FlagsChanged -= OnFlagsChanged;
        _client.HealthChanged -= OnHealthChanged;
        await _ending.CancelAsync().ConfigureAwait(false);
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_leavesClientOpen)
        {
            await _client.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task<ResolutionDetails<bool>> ResolveBooleanValueAsync(
        string flagKey, bool defaultValue, OpenFeatureContext? context = null, CancellationToken cancellationToken = default) =>
        ResolveAsync(flagKey, defaultValue, context, _client.BoolVariationDetailAsync, cancellationToken);

    /// <inheritdoc/>
    public override Task<ResolutionDetails<string>> ResolveStringValueAsync(
        string flagKey, string defaultValue, OpenFeatureContext? context = null, CancellationToken cancellationToken = default) =>
        ResolveAsync(flagKey, defaultValue, context, _client.StringVariationDetailAsync, cancellationToken);

    /// <inheritdoc/>
    public override Task<ResolutionDetails<int>> ResolveIntegerValueAsync(
        string flagKey, int defaultValue, OpenFeatureContext? context = null, CancellationToken cancellationToken = default) =>
        ResolveAsync(flagKey, defaultValue, context, _client.IntVariationDetailAsync, cancellationToken);

    /// <inheritdoc/>
    public override Task<ResolutionDetails<double>> ResolveDoubleValueAsync(
        string flagKey, double defaultValue, OpenFeatureContext? context = null, CancellationToken cancellationToken = default) =>
        ResolveAsync(flagKey, defaultValue, context, _client.DoubleVariationDetailAsync, cancellationToken);

    /// <inheritdoc/>
    public override async Task<ResolutionDetails<Value>> ResolveStructureValueAsync(
        string flagKey, Value defaultValue, OpenFeatureContext? context = null, CancellationToken cancellationToken = default)
    {
        var answer = await ResolveAsync(
            flagKey, FlagValue.Null, context, _client.JsonVariationDetailAsync, cancellationToken).ConfigureAwait(false);
        return new ResolutionDetails<Value>(
            flagKey,
            answer.Variant is null ? defaultValue : Values.ToOpenFeature(answer.Value),
            answer.ErrorType,
            answer.Reason,
            answer.Variant,
            answer.ErrorMessage,
            answer.FlagMetadata);
    }

    /// <summary>Hands what is measured to the client: <c>FlagClient.Track</c>. Without a usable context it is left out.</summary>
    public override void Track(
        string trackingEventName, OpenFeatureContext? evaluationContext = default, TrackingEventDetails? trackingEventDetails = default)
    {
        var context = Values.ToContext(evaluationContext, out _);
        var data = trackingEventDetails is null or { Count: 0 } ? FlagValue.Null : Values.ToFlagValue(trackingEventDetails.AsDictionary());
        _client.Track(trackingEventName, context, data, trackingEventDetails?.Value);
    }

    private async Task<ResolutionDetails<T>> ResolveAsync<T>(
        string flagKey, T defaultValue, OpenFeatureContext? asked, Variation<T> variation, CancellationToken cancellationToken)
    {
        var context = Values.ToContext(asked, out var isKeyMissing);
        var (value, index, reason) = await variation(flagKey, context, defaultValue, cancellationToken).ConfigureAwait(false);
        if (reason.Kind == EvaluationReasonKind.Error)
        {
            var error = Answers.ErrorOf(reason.ErrorKind, isKeyMissing);
            var message = reason.ErrorKind == EvaluationErrorKind.UserNotSpecified ? context.Error : $"{reason}";
            return new ResolutionDetails<T>(flagKey, defaultValue, error, Reason.Error, variant: null, message);
        }

        var flag = _client.Snapshot?.Flags.Flags.GetValueOrDefault(flagKey);
        return new ResolutionDetails<T>(
            flagKey,
            value,
            ErrorType.None,
            Answers.NameOf(reason.ToOpenFeature(flag)),
            index?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            errorMessage: null,
            Answers.MetadataOf(reason, flag?.Version));
    }

    private void OnFlagsChanged(object? sender, FlagsChangedEventArgs change) => Tell(new ProviderEventPayload
    {
        ProviderName = Name.Name,
        Type = ProviderEventTypes.ProviderConfigurationChanged,
        FlagsChanged = [.. change.FlagKeys],
        Message = "flags changed",
    });

    // The last reading goes on answering: what is old is stale, not wrong.
    private void OnHealthChanged(object? sender, EventArgs change) => Tell(new ProviderEventPayload
    {
        ProviderName = Name.Name,
        Type = (_client.Health.IsReadable, _client.IsReady) switch
        {
            (true, _) => ProviderEventTypes.ProviderReady,
            (false, true) => ProviderEventTypes.ProviderStale,
            _ => ProviderEventTypes.ProviderError,
        },
        Message = _client.Health.IsReadable ? "the flags are up to date" : "the store of flags cannot be read",
    });

    // The SDK's channel holds one event; the others wait in order, and nothing of the client waits for them.
    private void Tell(ProviderEventPayload payload)
    {
        lock (_ending)
        {
            _telling = TellAfterAsync(_telling, payload);
        }

        async Task TellAfterAsync(Task before, ProviderEventPayload next)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await EventChannel.Writer.WriteAsync(next, _ending.Token).ConfigureAwait(false);
        }
    }

    private delegate ValueTask<EvaluationDetail<T>> Variation<T>(
        string flagKey, Contexts.EvaluationContext context, T defaultValue, CancellationToken cancellationToken);
}
