using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;

namespace Confd.Flags.Client;

/// <summary>The interface that programs use to evaluate flags: <see cref="FlagClient"/>, or a fake in tests.</summary>
/// <remarks>
/// The members are those of <see cref="FlagClient"/>; see there. Members for the owner of a client, its readings and its disposal, are not
/// included. A fake implements the five variations that return details, and the other members without a default body. The other variations
/// are based on those, and the default of <see cref="Health"/> is readable while the client is ready.
/// </remarks>
public interface IFlagClient
{
    /// <inheritdoc cref="FlagClient.FlagsChanged"/>
    event EventHandler<FlagsChangedEventArgs>? FlagsChanged;

    /// <inheritdoc cref="FlagClient.HealthChanged"/>
    event EventHandler? HealthChanged
    {
        add { }
        remove { }
    }

    /// <inheritdoc cref="FlagClient.BigSegmentStoreStatusChanged"/>
    event EventHandler<BigSegmentStoreStatusEventArgs>? BigSegmentStoreStatusChanged
    {
        add { }
        remove { }
    }

    /// <inheritdoc cref="FlagClient.IsReady"/>
    bool IsReady { get; }

    /// <inheritdoc cref="FlagClient.LastRead"/>
    DateTimeOffset? LastRead => null;

    /// <inheritdoc cref="FlagClient.Health"/>
    FlagStoreHealth Health => new(IsReady, Since: default, LastFailure: null);

    /// <inheritdoc cref="FlagClient.GetBigSegmentStoreStatusAsync"/>
    Task<BigSegmentStoreStatus> GetBigSegmentStoreStatusAsync() => Task.FromResult<BigSegmentStoreStatus>(default);

    /// <inheritdoc cref="FlagClient.RefreshAsync"/>
    Task RefreshAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc cref="FlagClient.WaitUntilReadyAsync"/>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="FlagClient.BoolVariation"/>
    bool BoolVariation(string flagKey, EvaluationContext context, bool defaultValue) =>
        BoolVariationDetail(flagKey, context, defaultValue).Value;

    /// <inheritdoc cref="FlagClient.BoolVariationDetail"/>
    EvaluationDetail<bool> BoolVariationDetail(string flagKey, EvaluationContext context, bool defaultValue);

    /// <inheritdoc cref="FlagClient.BoolVariationAsync"/>
    async ValueTask<bool> BoolVariationAsync(
        string flagKey, EvaluationContext context, bool defaultValue, CancellationToken cancellationToken = default) =>
        (await BoolVariationDetailAsync(flagKey, context, defaultValue, cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc cref="FlagClient.BoolVariationDetailAsync"/>
    ValueTask<EvaluationDetail<bool>> BoolVariationDetailAsync(
        string flagKey, EvaluationContext context, bool defaultValue, CancellationToken cancellationToken = default) =>
        new(BoolVariationDetail(flagKey, context, defaultValue));

    /// <inheritdoc cref="FlagClient.IntVariation"/>
    int IntVariation(string flagKey, EvaluationContext context, int defaultValue) =>
        IntVariationDetail(flagKey, context, defaultValue).Value;

    /// <inheritdoc cref="FlagClient.IntVariationDetail"/>
    EvaluationDetail<int> IntVariationDetail(string flagKey, EvaluationContext context, int defaultValue);

    /// <inheritdoc cref="FlagClient.IntVariationAsync"/>
    async ValueTask<int> IntVariationAsync(
        string flagKey, EvaluationContext context, int defaultValue, CancellationToken cancellationToken = default) =>
        (await IntVariationDetailAsync(flagKey, context, defaultValue, cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc cref="FlagClient.IntVariationDetailAsync"/>
    ValueTask<EvaluationDetail<int>> IntVariationDetailAsync(
        string flagKey, EvaluationContext context, int defaultValue, CancellationToken cancellationToken = default) =>
        new(IntVariationDetail(flagKey, context, defaultValue));

    /// <inheritdoc cref="FlagClient.DoubleVariation"/>
    double DoubleVariation(string flagKey, EvaluationContext context, double defaultValue) =>
        DoubleVariationDetail(flagKey, context, defaultValue).Value;

    /// <inheritdoc cref="FlagClient.DoubleVariationDetail"/>
    EvaluationDetail<double> DoubleVariationDetail(string flagKey, EvaluationContext context, double defaultValue);

    /// <inheritdoc cref="FlagClient.DoubleVariationAsync"/>
    async ValueTask<double> DoubleVariationAsync(
        string flagKey, EvaluationContext context, double defaultValue, CancellationToken cancellationToken = default) =>
        (await DoubleVariationDetailAsync(flagKey, context, defaultValue, cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc cref="FlagClient.DoubleVariationDetailAsync"/>
    ValueTask<EvaluationDetail<double>> DoubleVariationDetailAsync(
        string flagKey, EvaluationContext context, double defaultValue, CancellationToken cancellationToken = default) =>
        new(DoubleVariationDetail(flagKey, context, defaultValue));

    /// <inheritdoc cref="FlagClient.StringVariation"/>
    string StringVariation(string flagKey, EvaluationContext context, string defaultValue) =>
        StringVariationDetail(flagKey, context, defaultValue).Value;

    /// <inheritdoc cref="FlagClient.StringVariationDetail"/>
    EvaluationDetail<string> StringVariationDetail(string flagKey, EvaluationContext context, string defaultValue);

    /// <inheritdoc cref="FlagClient.StringVariationAsync"/>
    async ValueTask<string> StringVariationAsync(
        string flagKey, EvaluationContext context, string defaultValue, CancellationToken cancellationToken = default) =>
        (await StringVariationDetailAsync(flagKey, context, defaultValue, cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc cref="FlagClient.StringVariationDetailAsync"/>
    ValueTask<EvaluationDetail<string>> StringVariationDetailAsync(
        string flagKey, EvaluationContext context, string defaultValue, CancellationToken cancellationToken = default) =>
        new(StringVariationDetail(flagKey, context, defaultValue));

    /// <inheritdoc cref="FlagClient.JsonVariation"/>
    FlagValue JsonVariation(string flagKey, EvaluationContext context, FlagValue defaultValue) =>
        JsonVariationDetail(flagKey, context, defaultValue).Value;

    /// <inheritdoc cref="FlagClient.JsonVariationDetail"/>
    EvaluationDetail<FlagValue> JsonVariationDetail(string flagKey, EvaluationContext context, FlagValue defaultValue);

    /// <inheritdoc cref="FlagClient.JsonVariationAsync"/>
    async ValueTask<FlagValue> JsonVariationAsync(
        string flagKey, EvaluationContext context, FlagValue defaultValue, CancellationToken cancellationToken = default) =>
        (await JsonVariationDetailAsync(flagKey, context, defaultValue, cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc cref="FlagClient.JsonVariationDetailAsync"/>
    ValueTask<EvaluationDetail<FlagValue>> JsonVariationDetailAsync(
        string flagKey, EvaluationContext context, FlagValue defaultValue, CancellationToken cancellationToken = default) =>
        new(JsonVariationDetail(flagKey, context, defaultValue));

    /// <inheritdoc cref="FlagClient.AllFlagsState"/>
    /// <remarks>By default, for fakes: <see cref="AllFlagsState.Invalid"/>, as the flags of a fake are unknown.</remarks>
    AllFlagsState AllFlagsState(EvaluationContext context, AllFlagsOptions options = AllFlagsOptions.None) =>
        Confd.Flags.Client.AllFlagsState.Invalid;

    /// <inheritdoc cref="FlagClient.AllFlagsStateAsync"/>
    ValueTask<AllFlagsState> AllFlagsStateAsync(
        EvaluationContext context, AllFlagsOptions options = AllFlagsOptions.None, CancellationToken cancellationToken = default) =>
        new(AllFlagsState(context, options));

    /// <inheritdoc cref="FlagClient.ListenForValue"/>
    IDisposable ListenForValue(string flagKey, EvaluationContext context, Action<FlagValueChange> onChange)
    {
        var listener = new ValueListener(flagKey, () => JsonVariation(flagKey, context, FlagValue.Null), onChange);
        return listener.Begin(() => FlagsChanged += OnChanged, () => FlagsChanged -= OnChanged);

        void OnChanged(object? sender, FlagsChangedEventArgs change)
        {
            if (change.FlagKeys.Contains(flagKey))
            {
                listener.Look();
            }
        }
    }

    /// <inheritdoc cref="FlagClient.MigrationVariation"/>
    MigrationVariation MigrationVariation(string flagKey, EvaluationContext context, MigrationStage defaultStage);

    /// <inheritdoc cref="FlagClient.MigrationVariationAsync"/>
    ValueTask<MigrationVariation> MigrationVariationAsync(
        string flagKey, EvaluationContext context, MigrationStage defaultStage, CancellationToken cancellationToken = default) =>
        new(MigrationVariation(flagKey, context, defaultStage));

    /// <inheritdoc cref="FlagClient.Identify"/>
    void Identify(EvaluationContext context);

    /// <inheritdoc cref="FlagClient.Track"/>
    void Track(string eventKey, EvaluationContext context, FlagValue data = default, double? metric = null);

    /// <inheritdoc cref="FlagClient.FlushAsync"/>
    Task FlushAsync(CancellationToken cancellationToken = default);
}
