using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;

namespace Confd.Flags.Client;

/// <content>
/// Variations. Each returns the given default where the flag or the context is unknown or invalid, the flag serves no variation, or one of
/// another JSON type; the methods that return details also give the reason.
/// </content>
public sealed partial class FlagClient
{
    /// <summary>The flag's value for the context; the default if it is not a boolean.</summary>
    public bool BoolVariation(string flagKey, EvaluationContext context, bool defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.Boolean, isDetailed: false).Value;

    /// <summary>The flag's value for the context, and why; the default if it is not a boolean.</summary>
    public EvaluationDetail<bool> BoolVariationDetail(string flagKey, EvaluationContext context, bool defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.Boolean, isDetailed: true);

    /// <summary>The flag's value for the context, truncated toward zero; the default if it is not a number.</summary>
    public int IntVariation(string flagKey, EvaluationContext context, int defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.Int32, isDetailed: false).Value;

    /// <summary>The flag's value for the context, truncated toward zero, and why; the default if it is not a number.</summary>
    public EvaluationDetail<int> IntVariationDetail(string flagKey, EvaluationContext context, int defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.Int32, isDetailed: true);

    /// <summary>The flag's value for the context; the default if it is not a number.</summary>
    public double DoubleVariation(string flagKey, EvaluationContext context, double defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.Double, isDetailed: false).Value;

    /// <summary>The flag's value for the context, and why; the default if it is not a number.</summary>
    public EvaluationDetail<double> DoubleVariationDetail(string flagKey, EvaluationContext context, double defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.Double, isDetailed: true);

    /// <summary>The flag's value for the context; the default if it is not a string.</summary>
    public string StringVariation(string flagKey, EvaluationContext context, string defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.String, isDetailed: false).Value;

    /// <summary>The flag's value for the context, and why; the default if it is not a string.</summary>
    public EvaluationDetail<string> StringVariationDetail(string flagKey, EvaluationContext context, string defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.String, isDetailed: true);

    /// <summary>The flag's value for the context, of any type.</summary>
    public FlagValue JsonVariation(string flagKey, EvaluationContext context, FlagValue defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.Json, isDetailed: false).Value;

    /// <summary>The flag's value for the context, of any type, and why.</summary>
    public EvaluationDetail<FlagValue> JsonVariationDetail(string flagKey, EvaluationContext context, FlagValue defaultValue) =>
        _answers.Find(flagKey, context, defaultValue, VariationTypes.Json, isDetailed: true);

    /// <summary>The values of all flags for the context, as of one reading.</summary>
    /// <param name="context">The context to evaluate for.</param>
    /// <param name="options">Which flags, and which details of each.</param>
    /// <returns>Not valid, and without flags, before the first reading and for an invalid context.</returns>
    public AllFlagsState AllFlagsState(EvaluationContext context, AllFlagsOptions options = AllFlagsOptions.None) =>
        _answers.FindAll(context, options);

    /// <summary>The stage of a migration for the context; the default where the flag's value is not the name of a stage. <see
    /// cref="Migrator{TInput, TResult}"/> reads and writes accordingly.</summary>
    /// <param name="flagKey">The migration flag's key.</param>
    /// <param name="context">The context to evaluate for.</param>
    /// <param name="defaultStage">Returned where the flag has no stage.</param>
    public MigrationVariation MigrationVariation(string flagKey, EvaluationContext context, MigrationStage defaultStage) =>
        _migrations.Find(flagKey, context, defaultStage);
}
