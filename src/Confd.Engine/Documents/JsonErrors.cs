using System.Text.Json;
using Confd.GoTemplate;

namespace Confd.Engine.Documents;

/// <summary>Errors of the JSON reader for people: the position first, lines and columns from 1.</summary>
internal static class JsonErrors
{
    // The reader's messages quote the invalid text, up to the whole rest of it, and continue with these words.
    private const string AfterQuote = "' is ";

    private const string TooDeep = "The maximum configured depth ";

    public static ErrorText Describe(JsonException exception)
    {
        // The reader appends its own position, 0-based: "... LineNumber: 0 | BytePositionInLine: 7."
        var reason = exception.Message;
        var suffix = reason.LastIndexOf(" LineNumber:", StringComparison.Ordinal);
        reason = (suffix < 0 ? reason : reason[..suffix]).TrimEnd('.');
        reason = reason.StartsWith(TooDeep, StringComparison.Ordinal) ? $"values nest deeper than {DocumentNode.MaxDepth} levels" : reason;
        var quote = reason.StartsWith('\'') ? reason.LastIndexOf(AfterQuote, StringComparison.Ordinal) : -1;
        var redacted = quote < 0 ? reason : $"this text {reason[(quote + 2)..]}";
        return ErrorText.Format(
            $"line {exception.LineNumber + 1 ?? 0}, column {exception.BytePositionInLine + 1 ?? 0}: {new ErrorText(reason, redacted)}");
    }
}
