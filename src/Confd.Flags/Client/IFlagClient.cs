using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;

namespace Confd.Flags.Client;

/// <summary>What programs ask of flags: <see cref="FlagClient"/>, or a fake of their tests.</summary>
/// <remarks>
/// The members are those of <see cref="FlagClient"/>; see there. A fake implements the five that answer details, and those that are not
/// variations; the other variations follow from them.
/// </remarks>
public interface IFlagClient
{
    /// <inheritdoc cref="FlagClient.FlagsChanged"/>
    event EventHandler<FlagsChangedEventArgs>? FlagsChanged;

    /// <inheritdoc cref="FlagClient.IsReady"/>
    bool IsReady { get; }

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
    AllFlagsState AllFlagsState(EvaluationContext context, AllFlagsOptions options = AllFlagsOptions.None);

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
