using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.Client;

/// <content>Variations that hooks or events look on, and those of a store that is read through. The others never get here.</content>
public sealed partial class FlagClient
{
    private EvaluationDetail<T> EvaluateReported<T>(
        string flagKey, EvaluationContext context, T defaultValue, VariationType<T> type, bool isDetailed)
    {
        var (_, detail) = Ask(flagKey, context, type.Write(defaultValue), type.MethodOf(isDetailed), isDetailed, type.Check);
        return type.Read(detail, defaultValue);
    }

    private async ValueTask<EvaluationDetail<T>> EvaluateReportedAsync<T>(
        string flagKey,
        EvaluationContext context,
        T defaultValue,
        VariationType<T> type,
        bool isDetailed,
        CancellationToken cancellationToken)
    {
        var (_, detail) = await AskAsync(
            flagKey, context, type.Write(defaultValue), type.MethodOf(isDetailed), isDetailed, type.Check, cancellationToken)
            .ConfigureAwait(false);
        return type.Read(detail, defaultValue);
    }

    private (ReportedEvaluation Evaluation, EvaluationDetail<FlagValue> Detail) Ask(
        string flagKey, EvaluationContext context, FlagValue defaultValue, string method, bool wantsReason, AnswerCheck check)
    {
        if (_readThrough is not null)
        {
            return WaitFor(() => AskAsync(flagKey, context, defaultValue, method, wantsReason, check, CancellationToken.None).AsTask());
        }

        var evaluation = Begin(flagKey, context, defaultValue, method, wantsReason);
        var snapshot = _snapshot;
        var detail = check(Answer(evaluation, snapshot, snapshot?.Evaluator), defaultValue);
        _reporter?.End(evaluation, detail);
        return (evaluation, detail);
    }

    private async ValueTask<(ReportedEvaluation Evaluation, EvaluationDetail<FlagValue> Detail)> AskAsync(
        string flagKey,
        EvaluationContext context,
        FlagValue defaultValue,
        string method,
        bool wantsReason,
        AnswerCheck check,
        CancellationToken cancellationToken)
    {
        var evaluation = Begin(flagKey, context, defaultValue, method, wantsReason);
        try
        {
            var detail = check(await AnswerAsync(evaluation, cancellationToken).ConfigureAwait(false), defaultValue);
            _reporter?.End(evaluation, detail);
            return (evaluation, detail);
        }
        catch (OperationCanceledException)
        {
            _reporter?.Abandon(evaluation, Failed(evaluation));
            throw;
        }
    }

    private ReportedEvaluation Begin(
        string flagKey, EvaluationContext context, FlagValue defaultValue, string method, bool wantsReason) =>
        _reporter?.Begin(flagKey, context, defaultValue, method, wantsReason)
        ?? new(new() { FlagKey = flagKey, Context = context, Default = defaultValue, Method = method }, [], wantsReason);

    private async ValueTask<EvaluationDetail<FlagValue>> AnswerAsync(ReportedEvaluation evaluation, CancellationToken cancellationToken)
    {
        FlagSnapshot? snapshot;
        try
        {
            snapshot = _readThrough is null
                ? _snapshot
                : await ReadThroughAsync(
                    token => _readThrough.ReadAsync(evaluation.Series.FlagKey, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (IsOfStore(problem, cancellationToken))
        {
            return Failed(evaluation);
        }

        return snapshot is null
            ? Answer(evaluation, snapshot, evaluator: null)
            : await EvaluateAsync(
                snapshot, evaluation, (asked, evaluator) => Answer(asked, snapshot, evaluator), cancellationToken).ConfigureAwait(false);
    }

    private EvaluationDetail<FlagValue> Answer(ReportedEvaluation evaluation, FlagSnapshot? snapshot, Evaluator? evaluator)
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
            LogEvaluationFailed(_logger, evaluation.Series.FlagKey, problem);
            return Failed(evaluation);
        }
    }

    // The last reading; where none is held, all is read, or null if it cannot be.
    private FlagSnapshot? HeldOrRead() =>
        _readThrough is null ? _snapshot : WaitFor(() => HeldOrReadAsync(CancellationToken.None).AsTask());

    private async ValueTask<FlagSnapshot?> HeldOrReadAsync(CancellationToken cancellationToken)
    {
        if (_readThrough is null)
        {
            return _snapshot;
        }

        try
        {
            return await ReadThroughAsync(_readThrough.ReadAllAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (IsOfStore(problem, cancellationToken))
        {
            return null;
        }
    }

    // A caller with a context of its own, such as a window's thread, would have to be free for the store to go on.
    private static T WaitFor<T>(Func<Task<T>> run)
    {
        var task = SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default ? run() : Task.Run(run);
        StandInThreads.Wait(task.ContinueWith(static _ => { }, TaskScheduler.Default), Timeout.InfiniteTimeSpan);
        return task.GetAwaiter().GetResult();
    }

    private static bool IsOfStore(Exception problem, CancellationToken cancellationToken) =>
        problem is not OutOfMemoryException && !(problem is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private static EvaluationDetail<FlagValue> Failed(ReportedEvaluation evaluation) =>
        new(evaluation.Series.Default, null, EvaluationReason.Error(EvaluationErrorKind.Exception));

    private delegate EvaluationDetail<FlagValue> AnswerCheck(EvaluationDetail<FlagValue> detail, FlagValue defaultValue);
}
