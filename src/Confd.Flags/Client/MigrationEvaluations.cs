using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Events;
using Confd.Flags.Migrations;

namespace Confd.Flags.Client;

/// <summary>Evaluates the stages of migrations, and creates the trackers of their operations.</summary>
/// <param name="observed">Evaluates the flag.</param>
/// <param name="reporter">Receives the events; null: they are dropped.</param>
/// <param name="clock">The clock of the events.</param>
internal sealed class MigrationEvaluations(ObservedEvaluations observed, EvaluationReporter? reporter, TimeProvider clock)
{
    /// <inheritdoc cref="FlagClient.MigrationVariation"/>
    public MigrationVariation Find(string flagKey, EvaluationContext context, MigrationStage defaultStage)
    {
        var (evaluation, detail) = observed.Answer(QuestionOf(flagKey, context, defaultStage));
        return ToMigration(evaluation, detail, defaultStage);
    }

    /// <inheritdoc cref="FlagClient.MigrationVariationAsync"/>
    public async ValueTask<MigrationVariation> FindAsync(
        string flagKey, EvaluationContext context, MigrationStage defaultStage, CancellationToken cancellationToken)
    {
        var (evaluation, detail) = await observed.AnswerAsync(QuestionOf(flagKey, context, defaultStage), cancellationToken)
            .ConfigureAwait(false);
        return ToMigration(evaluation, detail, defaultStage);
    }

    // No variation throws: an undefined stage has no name.
    private static EvaluationRequest QuestionOf(string flagKey, EvaluationContext context, MigrationStage defaultStage) => new(
        flagKey,
        context,
        Enum.IsDefined(defaultStage) ? MigrationStages.NameOf(defaultStage) : FlagValue.Null,
        nameof(FlagClient.MigrationVariation),
        IncludesReason: false,
        CheckStage);

    private static EvaluationDetail<FlagValue> CheckStage(EvaluationDetail<FlagValue> detail, FlagValue defaultValue) =>
        detail.VariationIndex is null || MigrationStages.Find(detail.Value.AsString) is not null
            ? detail
            : new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.WrongType));

    private MigrationVariation ToMigration(
        ReportedEvaluation evaluation, EvaluationDetail<FlagValue> detail, MigrationStage defaultStage)
    {
        var (flagKey, context) = (evaluation.Series.FlagKey, evaluation.Series.Context);
        var tracker = new MigrationTracker(
            flagKey, context, evaluation.Flag, detail, defaultStage, reporter is null || context is not { IsValid: true } ? null : Report);
        return new MigrationVariation(MigrationStages.Find(detail.Value.AsString) ?? defaultStage, tracker);
    }

    private void Report(MigrationTracker tracker) => reporter?.Add(new MigrationEvent
    {
        Time = clock.GetUtcNow(),
        Context = tracker.Context,
        FlagKey = tracker.FlagKey,
        Flag = tracker.Flag,
        Operation = tracker.Operation,
        Detail = tracker.Detail,
        Default = tracker.Default,
        Old = tracker.Old,
        New = tracker.New,
        IsConsistent = tracker.IsConsistent,
    });
}
