using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Evaluates flags where there are hooks or events, or where the store is read through. No other variation gets here.</summary>
/// <param name="readings">Provides the snapshots.</param>
/// <param name="bigSegments">Evaluates where memberships have to be read first.</param>
/// <param name="reporter">Reports to hooks and events; null: there are none.</param>
/// <param name="logger">Logs evaluations that fail.</param>
internal sealed class ObservedEvaluations(
    FlagReadings readings, BigSegmentEvaluation bigSegments, EvaluationReporter? reporter, ILogger logger)
{
    /// <summary>True where variations have to be evaluated here.</summary>
    public bool AreNeeded => reporter is not null || readings.IsReadThrough;

    /// <summary>True where an evaluation may have to wait for a store.</summary>
    public bool MayWait => readings.IsReadThrough || bigSegments.MayWait;

    /// <summary>Evaluates; blocks on a store that is read through.</summary>
    public (ReportedEvaluation Evaluation, EvaluationDetail<FlagValue> Detail) Answer(EvaluationRequest question)
    {
        if (readings.IsReadThrough)
        {
            return readings.WaitFor(() => AnswerAsync(question, CancellationToken.None).AsTask());
        }

        var evaluation = Begin(question);
        var snapshot = readings.Snapshot;
        return (evaluation, End(evaluation, Evaluate(evaluation, snapshot, snapshot?.Evaluator), question));
    }

    /// <summary>Evaluates without blocking a thread.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled while it waited.</exception>
    public async ValueTask<(ReportedEvaluation Evaluation, EvaluationDetail<FlagValue> Detail)> AnswerAsync(
        EvaluationRequest question, CancellationToken cancellationToken)
    {
        var evaluation = Begin(question);
        try
        {
            return (evaluation, End(evaluation, await EvaluateAsync(evaluation, cancellationToken).ConfigureAwait(false), question));
        }
        catch (OperationCanceledException)
        {
            reporter?.Abandon(evaluation, Failed(evaluation));
            throw;
        }
    }

    private ReportedEvaluation Begin(in EvaluationRequest question) =>
        reporter?.Begin(question.FlagKey, question.Context, question.Default, question.Method, question.IncludesReason)
        ?? new(
            new() { FlagKey = question.FlagKey, Context = question.Context, Default = question.Default, Method = question.Method },
            [],
            question.IncludesReason);

    private EvaluationDetail<FlagValue> End(ReportedEvaluation evaluation, EvaluationDetail<FlagValue> found, in EvaluationRequest question)
    {
        var detail = question.Check(found, question.Default);
        reporter?.End(evaluation, detail);
        return detail;
    }

    private async ValueTask<EvaluationDetail<FlagValue>> EvaluateAsync(ReportedEvaluation evaluation, CancellationToken cancellationToken)
    {
        FlagSnapshot? snapshot;
        try
        {
            snapshot = await readings.FindAsync(evaluation.Series.FlagKey, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (FlagReadings.IsStoreFailure(problem, cancellationToken))
        {
            return Failed(evaluation);
        }

        return snapshot is null
            ? Evaluate(evaluation, snapshot, evaluator: null)
            : await bigSegments.RunAsync(
                snapshot, evaluation, (asked, evaluator) => Evaluate(asked, snapshot, evaluator), cancellationToken).ConfigureAwait(false);
    }

    private EvaluationDetail<FlagValue> Evaluate(ReportedEvaluation evaluation, FlagSnapshot? snapshot, Evaluator? evaluator)
    {
        if (snapshot is null || evaluator is null)
        {
            return new(evaluation.Series.Default, null, EvaluationReason.Error(EvaluationErrorKind.ClientNotReady));
        }

        try
        {
            var detail = evaluation.Evaluate(evaluator);
            return detail.Reason.ErrorKind == EvaluationErrorKind.FlagNotFound && snapshot.IsBroken(evaluation.Series.FlagKey)
                ? Failed(evaluation)
                : detail;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            FlagEvaluations.LogFailed(logger, evaluation.Series.FlagKey, problem);
            return Failed(evaluation);
        }
    }

    private static EvaluationDetail<FlagValue> Failed(ReportedEvaluation evaluation) =>
        new(evaluation.Series.Default, null, EvaluationReason.Error(EvaluationErrorKind.Exception));
}
