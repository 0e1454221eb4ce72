using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Evaluates flags over the readings of a client. Evaluations without observers run from memory and allocate nothing.</summary>
/// <param name="readings">Provides the snapshots.</param>
/// <param name="bigSegments">Evaluates where memberships have to be read first.</param>
/// <param name="observed">Evaluates where there are hooks or events, or the store is read through.</param>
/// <param name="logger">Logs evaluations that fail.</param>
internal sealed partial class FlagEvaluations(
    FlagReadings readings, BigSegmentEvaluation bigSegments, ObservedEvaluations observed, ILogger logger)
{
    // Null where no variation has to go there, so that all others pay for one check only.
    private readonly ObservedEvaluations? _observed = observed.AreNeeded ? observed : null;

    /// <summary>Evaluates a variation.</summary>
    public EvaluationDetail<T> Find<T>(
        string flagKey, EvaluationContext context, T defaultValue, VariationType<T> type, bool isDetailed)
    {
        if (_observed is not null)
        {
            var (_, detail) = _observed.Answer(EvaluationRequest.Of(flagKey, context, defaultValue, type, isDetailed));
            return type.Read(detail, defaultValue);
        }

        return readings.Snapshot is { } snapshot
            ? Evaluate(snapshot, snapshot.Evaluator, flagKey, context, defaultValue, type)
            : new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.ClientNotReady));
    }

    /// <summary>Evaluates a variation without blocking a thread.</summary>
    public ValueTask<EvaluationDetail<T>> FindAsync<T>(
        string flagKey,
        EvaluationContext context,
        T defaultValue,
        VariationType<T> type,
        bool isDetailed,
        CancellationToken cancellationToken)
    {
        if (_observed is { MayWait: true })
        {
            return FindObservedAsync(_observed);
        }

        if (!bigSegments.MayWait || readings.Snapshot is not { } snapshot)
        {
            return new(Find(flagKey, context, defaultValue, type, isDetailed));
        }

        return bigSegments.RunAsync(
            snapshot,
            (Answers: this, snapshot, flagKey, context, defaultValue, type),
            static (all, evaluator) =>
                all.Answers.Evaluate(all.snapshot, evaluator, all.flagKey, all.context, all.defaultValue, all.type),
            cancellationToken);

        async ValueTask<EvaluationDetail<T>> FindObservedAsync(ObservedEvaluations observed)
        {
            var (_, detail) = await observed.AnswerAsync(
                EvaluationRequest.Of(flagKey, context, defaultValue, type, isDetailed), cancellationToken).ConfigureAwait(false);
            return type.Read(detail, defaultValue);
        }
    }

    /// <summary>The value of a flag by the last reading, without events and hooks.</summary>
    public FlagValue Look(string flagKey, EvaluationContext context) => readings.Snapshot is { } snapshot
        ? Evaluate(snapshot, snapshot.Evaluator, flagKey, context, FlagValue.Null, VariationTypes.Json).Value
        : FlagValue.Null;

    /// <summary>Evaluates all flags.</summary>
    public AllFlagsState FindAll(EvaluationContext context, AllFlagsOptions options) =>
        readings.FindAll() is { } snapshot ? StateOf(snapshot, snapshot.Evaluator, context, options) : AllFlagsState.Invalid;

    /// <summary>Evaluates all flags without blocking a thread.</summary>
    public async ValueTask<AllFlagsState> FindAllAsync(
        EvaluationContext context, AllFlagsOptions options, CancellationToken cancellationToken) =>
        await readings.FindAllAsync(cancellationToken).ConfigureAwait(false) is { } snapshot
            ? await bigSegments.RunAsync(
                snapshot,
                (snapshot, context, options),
                (all, evaluator) => StateOf(all.snapshot, evaluator, all.context, all.options),
                cancellationToken).ConfigureAwait(false)
            : AllFlagsState.Invalid;

    private AllFlagsState StateOf(FlagSnapshot snapshot, Evaluator evaluator, EvaluationContext context, AllFlagsOptions options) =>
        context is { IsValid: true }
            ? AllFlagsState.Create(snapshot.Flags, options, new SafeEvaluation(evaluator, context, logger))
            : AllFlagsState.Invalid;

    private EvaluationDetail<T> Evaluate<T>(
        FlagSnapshot snapshot, Evaluator evaluator, string flagKey, EvaluationContext context, T defaultValue, VariationType<T> type)
    {
        try
        {
            var detail = type.Evaluate(evaluator, flagKey, context, defaultValue);
            if (detail.Reason.ErrorKind != EvaluationErrorKind.FlagNotFound || !snapshot.IsBroken(flagKey))
            {
                return detail;
            }
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(logger, flagKey, problem);
        }

        return new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.Exception));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The flag '{Flag}' could not be evaluated; its default is returned")]
    internal static partial void LogFailed(ILogger logger, string flag, Exception problem);
}
