using System.Text.Json;

namespace Confd.Flags.Text;

/// <summary>Describes, for its author, a problem of a text that should be JSON: messages of the base library mention payload, tokens
/// and settings.</summary>
internal static class JsonProblem
{
    // The reader's messages quote the invalid text and continue with these words.
    private const string AfterQuote = "' is ";

    private const string Comment = "a comment";

    // The start of a message of the base library, and the words that replace it.
    private static readonly (string Begin, string Words)[] Sentences =
    [
        ("The input does not contain any JSON tokens", "the text is empty"),
        ("Expected depth to be zero at the end of the JSON payload", "the text ends within an object or array"),
        ("Expected end of string, but instead reached end of data", "the text ends within a string"),
        ("Expected end of comment, but instead reached end of data", "the text ends within a comment"),
        ("Expected a value, but instead reached end of data", "the text ends where a value is expected"),
        ("Expected start of a property name or value, but instead reached end of data", "the text ends where a value is expected"),
        ("Expected a digit", "the text ends within a number"),
        ("Invalid leading zero before ", "a number begins with 0"),
        ("The JSON object contains a trailing comma at the end", "the object ends with a comma"),
        ("The JSON array contains a trailing comma at the end", "the array ends with a comma"),
    ];

    // The same for what follows the quoted piece.
    private static readonly (string Begin, string Words)[] AfterPieces =
    [
        ("an invalid start of a value", "does not begin a value"),
        ("an invalid start of a property name", "does not begin a property name: '\"' is expected"),
        ("invalid after a value", "is out of place: ',', '}' or ']' is expected"),
        ("invalid after a property name", "is out of place: ':' is expected after a property name"),
        ("invalid after a single JSON value", "is not expected: the text should end here"),
        ("invalid within a JSON string", "has to be escaped within a string"),
        ("an invalid escapable character within a JSON string", "is not an escape within a string"),
        ("not a hex digit following", "is not a digit of an escape within a string"),
        ("invalid within a number", "is out of place within a number"),
        ("an invalid end of a number", "is not the end of a number"),
        ("an invalid JSON literal", "is neither true, false nor null"),
        (Comment, "begins a comment, which JSON does not have"),
    ];

    /// <summary>Translates the message of a reader, without the position, and without the piece of the text that it quotes.</summary>
    public static string Of(JsonException exception)
    {
        // The reader appends its own place, 0-based: "... LineNumber: 0 | BytePositionInLine: 7."
        var message = exception.Message;
        var place = message.LastIndexOf(" LineNumber:", StringComparison.Ordinal);
        message = (place < 0 ? message : message[..place]).TrimEnd('.');
        var quote = message.StartsWith('\'') ? message.LastIndexOf(AfterQuote, StringComparison.Ordinal) : -1;
        if (quote < 0)
        {
            return Find(Sentences, message) ?? message;
        }

        var words = message.StartsWith("'/'", StringComparison.Ordinal) ? Comment : message[(quote + AfterQuote.Length)..];
        return $"this text {Find(AfterPieces, words) ?? $"is {words}"}";
    }

    private static string? Find((string Begin, string Words)[] table, string text) =>
        Array.Find(table, row => text.StartsWith(row.Begin, StringComparison.Ordinal)).Words;
}
