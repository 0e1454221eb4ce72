using Confd.Flags.Contexts;

namespace Confd.Flags.Client;

/// <summary>The types in which variations can be requested.</summary>
internal static class VariationTypes
{
    public static VariationType<bool> Boolean { get; } = new(
        nameof(FlagClient.BoolVariation),
        FlagValueKind.Boolean,
        static value => value.AsBoolean,
        static value => value,
        static (evaluator, key, context, value) => evaluator.EvaluateBoolean(key, context, value));

    public static VariationType<int> Int32 { get; } = new(
        nameof(FlagClient.IntVariation),
        FlagValueKind.Number,
        static value => value.AsInt32,
        static value => value,
        static (evaluator, key, context, value) => evaluator.EvaluateInt32(key, context, value));

    public static VariationType<double> Double { get; } = new(
        nameof(FlagClient.DoubleVariation),
        FlagValueKind.Number,
        static value => value.AsDouble,
        static value => double.IsFinite(value) ? FlagValue.Of(value) : FlagValue.Null,
        static (evaluator, key, context, value) => evaluator.EvaluateDouble(key, context, value));

    public static VariationType<string> String { get; } = new(
        nameof(FlagClient.StringVariation),
        FlagValueKind.String,
        static value => value.AsString!,
        static value => value,
        static (evaluator, key, context, value) => evaluator.EvaluateString(key, context, value));

    public static VariationType<FlagValue> Json { get; } = new(
        nameof(FlagClient.JsonVariation),
        null,
        static value => value,
        static value => value,
        static (evaluator, key, context, value) => evaluator.Evaluate(key, context, value));
}
