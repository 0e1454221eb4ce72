using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;
using Microsoft.Extensions.Logging;

namespace Confd.Shared;

/// <summary>Evaluates flags such that a failure of one does not affect the others.</summary>
/// <param name="evaluator">The evaluator.</param>
/// <param name="context">The context to evaluate for.</param>
/// <param name="logger">Logs failures.</param>
internal sealed partial class SafeEvaluation(Evaluator evaluator, EvaluationContext context, ILogger logger)
{
    private readonly ContextEvaluation _evaluation = evaluator.ForContext(context);

    /// <summary>Evaluates a flag; what it throws is logged and becomes the reason <c>EXCEPTION</c>.</summary>
    public EvaluationDetail<FlagValue> Of(FeatureFlag flag)
    {
        try
        {
            return _evaluation.Evaluate(flag, FlagValue.Null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogFailed(logger, flag.Key, failure);
            return new(FlagValue.Null, null, EvaluationReason.Error(EvaluationErrorKind.Exception));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The flag '{Flag}' could not be evaluated")]
    private static partial void LogFailed(ILogger logger, string flag, Exception failure);
}
