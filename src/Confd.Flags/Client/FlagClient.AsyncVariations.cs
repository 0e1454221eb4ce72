using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;

namespace Confd.Flags.Client;

/// <content>
/// Variations that do not block a thread while the memberships of a context, or a store that is read through, are read. They return the
/// same results as their synchronous counterparts, which block. For all other flags they complete synchronously. They throw nothing but
/// <see cref="OperationCanceledException"/>, when cancelled while they wait.
/// </content>
public sealed partial class FlagClient
{
    /// <summary>As <see cref="BoolVariation"/>, without blocking a thread.</summary>
    public ValueTask<bool> BoolVariationAsync(
        string flagKey, EvaluationContext context, bool defaultValue, CancellationToken cancellationToken = default) =>
        ValueOfAsync(_answers.FindAsync(flagKey, context, defaultValue, VariationTypes.Boolean, isDetailed: false, cancellationToken));

    /// <summary>As <see cref="BoolVariationDetail"/>, without blocking a thread.</summary>
    public ValueTask<EvaluationDetail<bool>> BoolVariationDetailAsync(
        string flagKey, EvaluationContext context, bool defaultValue, CancellationToken cancellationToken = default) =>
        _answers.FindAsync(flagKey, context, defaultValue, VariationTypes.Boolean, isDetailed: true, cancellationToken);

    /// <summary>As <see cref="IntVariation"/>, without blocking a thread.</summary>
    public ValueTask<int> IntVariationAsync(
        string flagKey, EvaluationContext context, int defaultValue, CancellationToken cancellationToken = default) =>
        ValueOfAsync(_answers.FindAsync(flagKey, context, defaultValue, VariationTypes.Int32, isDetailed: false, cancellationToken));

    /// <summary>As <see cref="IntVariationDetail"/>, without blocking a thread.</summary>
    public ValueTask<EvaluationDetail<int>> IntVariationDetailAsync(
        string flagKey, EvaluationContext context, int defaultValue, CancellationToken cancellationToken = default) =>
        _answers.FindAsync(flagKey, context, defaultValue, VariationTypes.Int32, isDetailed: true, cancellationToken);

    /// <summary>As <see cref="DoubleVariation"/>, without blocking a thread.</summary>
    public ValueTask<double> DoubleVariationAsync(
        string flagKey, EvaluationContext context, double defaultValue, CancellationToken cancellationToken = default) =>
        ValueOfAsync(_answers.FindAsync(flagKey, context, defaultValue, VariationTypes.Double, isDetailed: false, cancellationToken));

    /// <summary>As <see cref="DoubleVariationDetail"/>, without blocking a thread.</summary>
    public ValueTask<EvaluationDetail<double>> DoubleVariationDetailAsync(
        string flagKey, EvaluationContext context, double defaultValue, CancellationToken cancellationToken = default) =>
        _answers.FindAsync(flagKey, context, defaultValue, VariationTypes.Double, isDetailed: true, cancellationToken);

    /// <summary>As <see cref="StringVariation"/>, without blocking a thread.</summary>
    public ValueTask<string> StringVariationAsync(
        string flagKey, EvaluationContext context, string defaultValue, CancellationToken cancellationToken = default) =>
        ValueOfAsync(_answers.FindAsync(flagKey, context, defaultValue, VariationTypes.String, isDetailed: false, cancellationToken));

    /// <summary>As <see cref="StringVariationDetail"/>, without blocking a thread.</summary>
    public ValueTask<EvaluationDetail<string>> StringVariationDetailAsync(
        string flagKey, EvaluationContext context, string defaultValue, CancellationToken cancellationToken = default) =>
        _answers.FindAsync(flagKey, context, defaultValue, VariationTypes.String, isDetailed: true, cancellationToken);

    /// <summary>As <see cref="JsonVariation"/>, without blocking a thread.</summary>
    public ValueTask<FlagValue> JsonVariationAsync(
        string flagKey, EvaluationContext context, FlagValue defaultValue, CancellationToken cancellationToken = default) =>
        ValueOfAsync(_answers.FindAsync(flagKey, context, defaultValue, VariationTypes.Json, isDetailed: false, cancellationToken));

    /// <summary>As <see cref="JsonVariationDetail"/>, without blocking a thread.</summary>
    public ValueTask<EvaluationDetail<FlagValue>> JsonVariationDetailAsync(
        string flagKey, EvaluationContext context, FlagValue defaultValue, CancellationToken cancellationToken = default) =>
        _answers.FindAsync(flagKey, context, defaultValue, VariationTypes.Json, isDetailed: true, cancellationToken);

    /// <summary>As <see cref="AllFlagsState"/>, without blocking a thread.</summary>
    public ValueTask<AllFlagsState> AllFlagsStateAsync(
        EvaluationContext context, AllFlagsOptions options = AllFlagsOptions.None, CancellationToken cancellationToken = default) =>
        _answers.FindAllAsync(context, options, cancellationToken);

    /// <summary>As <see cref="MigrationVariation"/>, without blocking a thread.</summary>
    public ValueTask<MigrationVariation> MigrationVariationAsync(
        string flagKey, EvaluationContext context, MigrationStage defaultStage, CancellationToken cancellationToken = default) =>
        _migrations.FindAsync(flagKey, context, defaultStage, cancellationToken);

    /// <summary>Runs a function with an evaluator over one reading, without blocking a thread on big segments: if memberships have to be
    /// read first, it runs again once they are.</summary>
    /// <param name="snapshot">A reading of this client.</param>
    /// <param name="state">Passed to the function.</param>
    /// <param name="evaluate">Computes the result with the given evaluator. Starts from scratch each time it runs.</param>
    /// <param name="cancellationToken">Cancels the wait for big segments.</param>
    public ValueTask<T> EvaluateRepeatablyAsync<TState, T>(
        FlagSnapshot snapshot, TState state, Func<TState, Evaluator, T> evaluate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(evaluate);
        return _bigSegments.RunAsync(snapshot, state, evaluate, cancellationToken);
    }

    private static ValueTask<T> ValueOfAsync<T>(ValueTask<EvaluationDetail<T>> detail)
    {
        return detail.IsCompletedSuccessfully ? new(detail.Result.Value) : WaitAsync(detail);

        static async ValueTask<T> WaitAsync(ValueTask<EvaluationDetail<T>> detail) => (await detail.ConfigureAwait(false)).Value;
    }
}
