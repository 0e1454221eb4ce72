using System.Buffers;
using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Shared;

namespace Confd.Cli.Flags.Evaluating;

/// <summary>Writes answers as JSON, one a line.</summary>
internal static class FlagEvalAnswer
{
    /// <summary>Writes <c>{"id":…,"value":…,"variationIndex":…,"reason":{…}}</c> and a line feed; no <c>id</c> where it is null.</summary>
    public static void WriteLine(IBufferWriter<byte> output, FlagValue id, EvaluationDetail<FlagValue> detail)
    {
        using (var writer = new Utf8JsonWriter(output, WrittenJson.Readable))
        {
            writer.WriteStartObject();
            if (!id.IsNull)
            {
                writer.WritePropertyName("id"u8);
                FlagValueJson.Write(writer, id);
            }

            writer.WritePropertyName("value"u8);
            FlagValueJson.Write(writer, detail.Value);
            writer.WritePropertyName("variationIndex"u8);
            FlagValueJson.Write(writer, detail.VariationIndex is { } index ? index : FlagValue.Null);
            writer.WritePropertyName("reason"u8);
            detail.Reason.WriteTo(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
