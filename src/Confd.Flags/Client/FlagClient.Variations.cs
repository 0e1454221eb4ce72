using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <content>
/// Variations. Each answers the given default where the flag or the context is unknown or invalid, the flag serves no variation, or one
/// of another JSON type; the methods that answer details also say why.
/// </content>
public sealed partial class FlagClient
{
    /// <summary>The flag's value for the context; the default if it is not a boolean.</summary>
    public bool BoolVariation(string flagKey, EvaluationContext context, bool defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.Boolean, isDetailed: false).Value;

    /// <summary>The flag's value for the context, and why; the default if it is not a boolean.</summary>
    public EvaluationDetail<bool> BoolVariationDetail(string flagKey, EvaluationContext context, bool defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.Boolean, isDetailed: true);

    /// <summary>The flag's value for the context, cut toward zero; the default if it is not a number.</summary>
    public int IntVariation(string flagKey, EvaluationContext context, int defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.Int32, isDetailed: false).Value;

    /// <summary>The flag's value for the context, cut toward zero, and why; the default if it is not a number.</summary>
    public EvaluationDetail<int> IntVariationDetail(string flagKey, EvaluationContext context, int defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.Int32, isDetailed: true);

    /// <summary>The flag's value for the context; the default if it is not a number.</summary>
    public double DoubleVariation(string flagKey, EvaluationContext context, double defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.Double, isDetailed: false).Value;

    /// <summary>The flag's value for the context, and why; the default if it is not a number.</summary>
    public EvaluationDetail<double> DoubleVariationDetail(string flagKey, EvaluationContext context, double defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.Double, isDetailed: true);

    /// <summary>The flag's value for the context; the default if it is not a string.</summary>
    public string StringVariation(string flagKey, EvaluationContext context, string defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.String, isDetailed: false).Value;

    /// <summary>The flag's value for the context, and why; the default if it is not a string.</summary>
    public EvaluationDetail<string> StringVariationDetail(string flagKey, EvaluationContext context, string defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.String, isDetailed: true);

    /// <summary>The flag's value for the context, of any type.</summary>
    public FlagValue JsonVariation(string flagKey, EvaluationContext context, FlagValue defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.Json, isDetailed: false).Value;

    /// <summary>The flag's value for the context, of any type, and why.</summary>
    public EvaluationDetail<FlagValue> JsonVariationDetail(string flagKey, EvaluationContext context, FlagValue defaultValue) =>
        Evaluate(flagKey, context, defaultValue, VariationTypes.Json, isDetailed: true);

    /// <summary>The values of all flags for the context, as of one reading.</summary>
    /// <param name="context">For whom.</param>
    /// <param name="options">Which flags and how much of each.</param>
    /// <returns>Not valid, and without flags, before the first reading and for an invalid context.</returns>
    public AllFlagsState AllFlagsState(EvaluationContext context, AllFlagsOptions options = AllFlagsOptions.None) =>
        HeldOrRead() is { } snapshot ? StateOf(snapshot, snapshot.Evaluator, context, options) : Client.AllFlagsState.Invalid;

    private AllFlagsState StateOf(FlagSnapshot snapshot, Evaluator evaluator, EvaluationContext context, AllFlagsOptions options) =>
        context is { IsValid: true }
            ? Client.AllFlagsState.Create(snapshot.Flags, options, new SafeEvaluation(evaluator, context, _logger))
            : Client.AllFlagsState.Invalid;

    private EvaluationDetail<T> Evaluate<T>(
        string flagKey, EvaluationContext context, T defaultValue, VariationType<T> type, bool isDetailed)
    {
        if (_reporter is not null || _readThrough is not null)
        {
            return EvaluateReported(flagKey, context, defaultValue, type, isDetailed);
        }

        return _snapshot is { } snapshot
            ? Evaluate(snapshot, snapshot.Evaluator, flagKey, context, defaultValue, type)
            : new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.ClientNotReady));
    }

    private EvaluationDetail<T> Evaluate<T>(
        FlagSnapshot snapshot, Evaluator evaluator, string flagKey, EvaluationContext context, T defaultValue, VariationType<T> type)
    {
        try
        {
            var detail = type.Evaluate(evaluator, flagKey, context, defaultValue);
            return detail.Reason.ErrorKind == EvaluationErrorKind.FlagNotFound && snapshot.IsBroken(flagKey)
                ? new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.Exception))
                : detail;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogEvaluationFailed(_logger, flagKey, problem);
            return new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.Exception));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The flag '{Flag}' could not be evaluated; its default is answered")]
    private static partial void LogEvaluationFailed(ILogger logger, string flag, Exception problem);
}
