using System.Globalization;
using System.Text.Json;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Documents;

/// <summary>Reads a JSON object.</summary>
internal static class JsonDocumentReader
{
    /// <summary>Reads one; <c>null</c> has no entries.</summary>
    /// <param name="content">The text.</param>
    /// <param name="isStrict">Whether a duplicate name in an object and an unpaired surrogate are errors; otherwise the last entry
    /// counts, and U+FFFD replaces the surrogate, as in Go.</param>
    /// <exception cref="DocumentException">The text is not JSON, a number is too large, or the root is not an object.</exception>
    public static DocumentNode Read(ReadOnlySpan<byte> content, bool isStrict = false)
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

            var root = ReadValue(ref reader, content, isStrict);
            reader.Read();
            return root;
        }
        catch (JsonException exception)
        {
            throw new DocumentException(JsonErrors.Describe(exception), exception);
        }
    }

    private static DocumentNode ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> content, bool isStrict)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, content, isStrict);
            case JsonTokenType.StartArray:
                return ReadArray(ref reader, content, isStrict);
            case JsonTokenType.String:
                return new DocumentNode.Scalar(ReadText(ref reader, content, isStrict));
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

    private static DocumentNode.Mapping ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> content, bool isStrict)
    {
        var entries = new OrderedDictionary<string, DocumentNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadText(ref reader, content, isStrict);
            if (isStrict && entries.ContainsKey(name))
            {
                var quoted = ErrorText.Quoted(ByteString.FromString(name));
                throw new DocumentException(ErrorText.Format(
                    $"line {LineOf(ref reader, content)}: the name {quoted} comes twice in an object"))
                {
                    QuotesName = true,
                };
            }

            reader.Read();
            entries[name] = ReadValue(ref reader, content, isStrict);
        }

        return new DocumentNode.Mapping(entries);
    }

    private static DocumentNode.Sequence ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> content, bool isStrict)
    {
        var elements = new List<DocumentNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(ReadValue(ref reader, content, isStrict));
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

    private static string ReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> content, bool isStrict)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (isStrict)
        {
            throw new DocumentException($"line {LineOf(ref reader, content)}: half of a surrogate pair is not text");
        }
        catch (InvalidOperationException)
        {
            return JsonReader.ReadAny(new ByteString([(byte)'"', .. reader.ValueSpan, (byte)'"'])).AsString().ToString();
        }
    }

    private static int LineOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> content) =>
        content[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
}
