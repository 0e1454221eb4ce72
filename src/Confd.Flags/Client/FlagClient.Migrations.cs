using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Events;
using Confd.Flags.Migrations;

namespace Confd.Flags.Client;

/// <content>Flags that tell how far a migration has come. <see cref="Migrator{TInput, TResult}"/> does what they say.</content>
public sealed partial class FlagClient
{
    /// <summary>The stage of a migration for the context; the default where the flag serves no name of a stage.</summary>
    /// <param name="flagKey">The migration flag's key.</param>
    /// <param name="context">For whom.</param>
    /// <param name="defaultStage">The answer where the flag has none.</param>
    public MigrationVariation MigrationVariation(string flagKey, EvaluationContext context, MigrationStage defaultStage)
    {
        var (evaluation, detail) = Ask(
            flagKey, context, NameOf(defaultStage), nameof(MigrationVariation), wantsReason: false, CheckStage);
        return ToMigration(evaluation, detail, defaultStage);
    }

    /// <summary>As <see cref="MigrationVariation"/>, without holding up a thread.</summary>
    public async ValueTask<MigrationVariation> MigrationVariationAsync(
        string flagKey, EvaluationContext context, MigrationStage defaultStage, CancellationToken cancellationToken = default)
    {
        var (evaluation, detail) = await AskAsync(
            flagKey,
            context,
            NameOf(defaultStage),
            nameof(MigrationVariation),
            wantsReason: false,
            CheckStage,
            cancellationToken).ConfigureAwait(false);
        return ToMigration(evaluation, detail, defaultStage);
    }

    // No variation throws: a stage that there is not has no name.
    private static FlagValue NameOf(MigrationStage stage) => Enum.IsDefined(stage) ? MigrationStages.NameOf(stage) : FlagValue.Null;

    private static EvaluationDetail<FlagValue> CheckStage(EvaluationDetail<FlagValue> detail, FlagValue defaultValue) =>
        detail.VariationIndex is null || MigrationStages.Find(detail.Value.AsString) is not null
            ? detail
            : new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.WrongType));

    private MigrationVariation ToMigration(
        ReportedEvaluation evaluation, EvaluationDetail<FlagValue> detail, MigrationStage defaultStage)
    {
        var (flagKey, context) = (evaluation.Series.FlagKey, evaluation.Series.Context);
        var tracker = new MigrationTracker(
            flagKey, context, evaluation.Flag, detail, defaultStage, _reporter is null || context is not { IsValid: true } ? null : Tell);
        return new MigrationVariation(MigrationStages.Find(detail.Value.AsString) ?? defaultStage, tracker);
    }

    private void Tell(MigrationTracker tracker) => _reporter?.Add(new MigrationEvent
    {
        Time = _options.Clock.GetUtcNow(),
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
