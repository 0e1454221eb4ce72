using System.Globalization;
using System.Text.Json;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Documents;

/// <summary>Reads a JSON object. Of names that occur twice in an object the last one counts, as in Go.</summary>
internal static class JsonDocumentReader
{
    public static DocumentNode Read(ReadOnlySpan<byte> content)
    {
        if (JsonSyntax.FindProblem(content) is { } problem)
        {
            throw new DocumentException(problem);
        }

        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = DocumentNode.MaxDepth });
        try
        {
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
            {
                throw new DocumentException("the root of the document must be an object");
            }

            var root = ReadValue(ref reader, content);
            reader.Read();
            return root;
        }
        catch (JsonException exception)
        {
            throw new DocumentException(JsonErrors.Describe(exception), exception);
        }
    }

    private static DocumentNode ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> content)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, content);
            case JsonTokenType.StartArray:
                return ReadArray(ref reader, content);
            case JsonTokenType.String:
                return new DocumentNode.Scalar(ReadText(ref reader));
            case JsonTokenType.Number:
                return new DocumentNode.Scalar(ReadNumber(ref reader, content));
            case JsonTokenType.True:
                return new DocumentNode.Scalar("true");
            case JsonTokenType.False:
                return new DocumentNode.Scalar("false");
            default:
                return DocumentNode.Nothing;
        }
    }

    private static DocumentNode.Mapping ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> content)
    {
        var entries = new OrderedDictionary<string, DocumentNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadText(ref reader);
            reader.Read();
            entries.Remove(name);
            entries.Add(name, ReadValue(ref reader, content));
        }

        return new DocumentNode.Mapping(entries);
    }

    private static DocumentNode.Sequence ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> content)
    {
        var elements = new List<DocumentNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(ReadValue(ref reader, content));
        }

        return new DocumentNode.Sequence(elements);
    }

    // Integers of 64 bits keep all their digits; the original makes every number a double.
    private static string ReadNumber(ref Utf8JsonReader reader, ReadOnlySpan<byte> content)
    {
        if (reader.TryGetInt64(out var integer) && integer != 0)
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        var number = reader.GetDouble();
        return double.IsFinite(number)
            ? GoFormat.FormatFloat(number, 'f', -1)
            : throw new DocumentException($"line {LineOf(ref reader, content)}: a number is too large");
    }

    // What is no Unicode, such as half a surrogate pair, becomes U+FFFD, as in Go.
    private static string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return JsonReader.ReadAny(new ByteString([(byte)'"', .. reader.ValueSpan, (byte)'"'])).AsString().ToString();
        }
    }

    private static int LineOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> content) =>
        content[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
}
