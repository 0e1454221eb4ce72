using System.Text.Json;
using System.Text.Json.Serialization;
using Confd.Flags.Text;

namespace Confd.Flags.Evaluation;

/// <summary>Reasons in LaunchDarkly's JSON for <c>System.Text.Json</c>. Applied to the type by attribute, so it need not be added to the
/// options.</summary>
public sealed class EvaluationReasonConverter : JsonConverter<EvaluationReason>
{
    /// <inheritdoc/>
    public override EvaluationReason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonConversion.Read(ref reader, ReadElement);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EvaluationReason value, JsonSerializerOptions options) => value.WriteTo(writer);

    private static EvaluationReason ReadElement(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        var start = reader.TokenStartIndex;
        EvaluationReasonKind? kind = null;
        var reason = new EvaluationReason { Kind = default };
        while (reader.NextProperty())
        {
            if (reader.Is("kind"u8))
            {
                kind = ReadName<EvaluationReasonKind>(ref reader, EvaluationReason.NameOf);
            }
            else if (reader.Is("ruleIndex"u8))
            {
                reason = reason with { RuleIndex = reader.ReadInt32OrNull() };
            }
            else if (reader.Is("ruleId"u8))
            {
                reason = reason with { RuleId = reader.ReadStringOrNull() };
            }
            else if (reader.Is("prerequisiteKey"u8))
            {
                reason = reason with { PrerequisiteKey = reader.ReadStringOrNull() };
            }
            else if (reader.Is("errorKind"u8))
            {
                reason = reason with { ErrorKind = ReadName<EvaluationErrorKind>(ref reader, EvaluationReason.NameOf) ?? default };
            }
            else if (reader.Is("inExperiment"u8))
            {
                reason = reason with { IsInExperiment = reader.ReadBoolean() };
            }
            else if (reader.Is("bigSegmentsStatus"u8))
            {
                reason = reason with { BigSegmentsStatus = ReadName<BigSegmentsStatus>(ref reader, EvaluationReason.NameOf) };
            }
            else
            {
                reader.Skip();
            }
        }

        return reason with { Kind = kind ?? throw new FlagFormatException("a reason has no kind", start) };
    }

    private static T? ReadName<T>(ref Utf8JsonReader reader, Func<T, string?> nameOf)
        where T : struct, Enum
    {
        if (reader.ReadStringOrNull() is not { } name)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (nameOf(value) == name)
            {
                return value;
            }
        }

        throw JsonReading.Unexpected(ref reader, "a name of LaunchDarkly's");
    }
}
