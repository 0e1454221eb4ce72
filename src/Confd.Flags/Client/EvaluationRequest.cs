using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.Client;

/// <summary>One call of a variation, whatever its type.</summary>
/// <param name="FlagKey">The flag.</param>
/// <param name="Context">The context to evaluate for.</param>
/// <param name="Default">Returned where the flag serves no value.</param>
/// <param name="Method">The method that was called, for hooks.</param>
/// <param name="IncludesReason">True if the program requested the reason.</param>
/// <param name="Check">Returns the same result, or the default if the called method cannot return the value.</param>
internal readonly record struct EvaluationRequest(
    string FlagKey,
    EvaluationContext Context,
    FlagValue Default,
    string Method,
    bool IncludesReason,
    Func<EvaluationDetail<FlagValue>, FlagValue, EvaluationDetail<FlagValue>> Check)
{
    /// <summary>A variation of a type.</summary>
    public static EvaluationRequest Of<T>(
        string flagKey, EvaluationContext context, T defaultValue, VariationType<T> type, bool isDetailed) =>
        new(flagKey, context, type.Write(defaultValue), type.MethodOf(isDetailed), isDetailed, type.Check);
}
