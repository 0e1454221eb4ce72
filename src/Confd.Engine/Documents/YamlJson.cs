using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Confd.GoTemplate;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Confd.Engine.Documents;

/// <summary>A YAML document as JSON of the same types: for data that is typed, unlike keys and values, which are texts.</summary>
/// <remarks>
/// Plain scalars mean what the core schema of YAML 1.2 says: <c>null</c>, <c>true</c>, <c>false</c>, decimal numbers; all else is text.
/// Anchors, aliases and tags are refused: what stands in a file is what is meant.
/// </remarks>
internal static partial class YamlJson
{
    private const int MaxDepth = 64;

    /// <summary>Converts the only document of a text.</summary>
    /// <param name="yaml">UTF-8.</param>
    /// <returns>Compact JSON; of an empty text <c>null</c>.</returns>
    /// <exception cref="ErrorTextException">The text is not such YAML; the message names the line.</exception>
    public static byte[] Convert(ReadOnlySpan<byte> yaml)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var reader = new StringReader(Encoding.UTF8.GetString(yaml)))
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var parser = new Parser(reader);
            try
            {
                WriteStream(parser, writer);
            }
            catch (Exception exception) when (exception is YamlException
                or ArgumentException
                or InvalidOperationException
                or FormatException)
            {
                var line = exception is YamlException placed ? placed.Start.Line : parser.Current?.Start.Line ?? 1;
                throw new DocumentException($"yaml: line {line}: what stands here is not YAML", exception);
            }
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteStream(Parser parser, Utf8JsonWriter writer)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            writer.WriteNullValue();
            return;
        }

        parser.Consume<DocumentStart>();
        Write(parser, writer, depth: 0);
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<StreamEnd>(out _))
        {
            throw Problem(parser.Current!, "there is a second document");
        }
    }

    private static void Write(Parser parser, Utf8JsonWriter writer, int depth)
    {
        var first = parser.Current ?? throw new InvalidOperationException();
        if (depth > MaxDepth)
        {
            throw Problem(first, $"values nest deeper than {MaxDepth} levels");
        }

        if (first is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw Problem(first, "anchors and aliases are not taken");
        }

        switch (first)
        {
            case Scalar scalar:
                WriteScalar(scalar, writer);
                parser.MoveNext();
                break;
            case SequenceStart:
                parser.MoveNext();
                writer.WriteStartArray();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    Write(parser, writer, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case MappingStart:
                WriteMapping(parser, writer, depth);
                break;
            default:
                throw Problem(first, "expected a value");
        }
    }

    private static void WriteMapping(Parser parser, Utf8JsonWriter writer, int depth)
    {
        parser.MoveNext();
        writer.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = parser.Consume<Scalar>();
            if (!names.Add(name.Value))
            {
                throw Problem(name, "a name comes twice in a mapping");
            }

            writer.WritePropertyName(name.Value);
            Write(parser, writer, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteScalar(Scalar scalar, Utf8JsonWriter writer)
    {
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
        {
            throw Problem(scalar, "tags are not taken; put a text into quotes");
        }

        switch (scalar.Value)
        {
            case var text when scalar.Style != ScalarStyle.Plain:
                writer.WriteStringValue(text);
                break;
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            case var text when JsonNumber().IsMatch(text):
                writer.WriteRawValue(text);
                break;
            case var text when CoreNumber().IsMatch(text) && double.TryParse(text, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            case var text:
                writer.WriteStringValue(text);
                break;
        }
    }

    private static DocumentException Problem(ParsingEvent place, string reason) => new($"yaml: line {place.Start.Line}: {reason}");

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex CoreNumber();
}
