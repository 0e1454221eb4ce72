using System.Text.Json.Serialization;

namespace Confd.Flags.Evaluation;

/// <summary>The result of an evaluation.</summary>
/// <typeparam name="T">The requested type.</typeparam>
/// <param name="Value">The served value, or the caller's default.</param>
/// <param name="VariationIndex">Which of the flag's variations it is, 0-based; null for the caller's default.</param>
/// <param name="Reason">The reason.</param>
public readonly record struct EvaluationDetail<T>(
    [property: JsonPropertyName("value")] T Value,
    [property: JsonPropertyName("variationIndex")] int? VariationIndex,
    [property: JsonPropertyName("reason")] EvaluationReason Reason);
