using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.Client;

/// <summary>A type in which variations can be requested.</summary>
/// <param name="method">The client's method for this type, for hooks.</param>
/// <param name="kind">The JSON type that a flag has to serve; null: any.</param>
/// <param name="read">Converts from a flag's value.</param>
/// <param name="write">Converts to a flag's value.</param>
/// <param name="evaluate">Evaluates without observers: allocates nothing.</param>
internal sealed class VariationType<T>(
    string method,
    FlagValueKind? kind,
    Func<FlagValue, T> read,
    Func<T, FlagValue> write,
    Func<Evaluator, string, EvaluationContext, T, EvaluationDetail<T>> evaluate)
{
    private readonly string _detailMethod = method + "Detail";

    /// <summary>The client's method for this type.</summary>
    public string MethodOf(bool isDetailed) => isDetailed ? _detailMethod : method;

    /// <summary>Evaluates without observers.</summary>
    public EvaluationDetail<T> Evaluate(Evaluator evaluator, string flagKey, EvaluationContext context, T defaultValue) =>
        evaluate(evaluator, flagKey, context, defaultValue);

    /// <summary>The value as JSON.</summary>
    public FlagValue Write(T value) => write(value);

    /// <summary>The same result, unless its value is of another JSON type: then the default and <c>WRONG_TYPE</c>.</summary>
    public EvaluationDetail<FlagValue> Check(EvaluationDetail<FlagValue> detail, FlagValue defaultValue) =>
        detail.VariationIndex is null || kind is null || detail.Value.Kind == kind
            ? detail
            : new(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.WrongType));

    /// <summary>The result in the program's type.</summary>
    public EvaluationDetail<T> Read(EvaluationDetail<FlagValue> detail, T defaultValue) =>
        new(detail.VariationIndex is null ? defaultValue : read(detail.Value), detail.VariationIndex, detail.Reason);
}
