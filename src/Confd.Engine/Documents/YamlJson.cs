using System.Text.Json;
using System.Text.Unicode;
using Confd.GoTemplate;
using Confd.Shared;

namespace Confd.Engine.Documents;

/// <summary>A YAML document as JSON of the same types: for data that is typed, unlike keys and values, which are texts.</summary>
internal static class YamlJson
{
    // Aliases let a short text represent one of any length.
    private const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>Converts the only document of a text; scalars are typed by <see cref="YamlScalars"/>, dates are texts.</summary>
    /// <param name="yaml">UTF-8.</param>
    /// <returns>Compact JSON; of an empty text <c>null</c>.</returns>
    /// <exception cref="ErrorTextException">The text is not YAML, has a second document, or cannot be represented in JSON; the message
    /// names the line where there is one.</exception>
    public static byte[] Convert(ReadOnlySpan<byte> yaml)
    {
        var (root, _) = YamlDocumentReader.ReadDocument(yaml, isOnly: true);
        return WrittenJson.Of(writer => Write(writer, root), WrittenJson.Readable with { MaxDepth = DocumentNode.MaxDepth }).ToArray();
    }

    private static void Write(Utf8JsonWriter writer, DocumentNode node)
    {
        if (writer.BytesCommitted + writer.BytesPending > MaxBytes)
        {
            throw new DocumentException($"yaml: its aliases stand for more than {MaxBytes} bytes");
        }

        switch (node)
        {
            case DocumentNode.Mapping mapping:
                writer.WriteStartObject();
                foreach (var (name, value) in mapping.Entries)
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case DocumentNode.Sequence sequence:
                writer.WriteStartArray();
                sequence.Elements.ForEach(element => Write(writer, element));
                writer.WriteEndArray();
                break;
            case DocumentNode.Scalar scalar:
                WriteScalar(writer, scalar.Value.Span, scalar.Kind);
                break;
            case DocumentNode.Unsupported { IsNumber: true } number:
                writer.WriteRawValue(number.Text);
                break;
            case DocumentNode.Unsupported date:
                writer.WriteStringValue(date.Text);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, ReadOnlySpan<byte> text, ScalarKind kind)
    {
        if (kind == ScalarKind.Number ? !char.IsAsciiDigit((char)text[^1]) : !Utf8.IsValid(text))
        {
            throw new DocumentException(
                kind == ScalarKind.Number ? "yaml: JSON has no infinite numbers and no NaN" : "yaml: JSON has no bytes that are not text");
        }

        if (kind == ScalarKind.Text)
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteRawValue(text);
        }
    }
}
