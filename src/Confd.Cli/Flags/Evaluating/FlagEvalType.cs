using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Cli.Flags.Evaluating;

/// <summary>The types that <c>confd flags eval</c> can require, as the typed variation methods of SDKs do.</summary>
internal static class FlagEvalType
{
    /// <summary>The names users write.</summary>
    public static string[] Names { get; } = ["bool", "int", "number", "double", "string", "json"];

    /// <summary>Returns the default with <c>WRONG_TYPE</c> where a variation has another type. <c>json</c> and null accept
    /// any.</summary>
    public static EvaluationDetail<FlagValue> Require(string? name, EvaluationDetail<FlagValue> detail, FlagValue defaultValue)
    {
        var demanded = KindOf(name) ?? detail.Value.Kind;
        return detail.VariationIndex is null || detail.Value.Kind == demanded
            ? name == "int" ? detail with { Value = Cut(detail.Value) } : detail
            : new EvaluationDetail<FlagValue>(defaultValue, null, EvaluationReason.Error(EvaluationErrorKind.WrongType));
    }

    private static FlagValueKind? KindOf(string? name) => name switch
    {
        "bool" => FlagValueKind.Boolean,
        "int" or "number" or "double" => FlagValueKind.Number,
        "string" => FlagValueKind.String,
        _ => null,
    };

    private static FlagValue Cut(FlagValue value) => value.Kind == FlagValueKind.Number ? value.AsInt32 : value;
}
