using System.Text.Json;

namespace Confd.Engine.Backends.Documents;

/// <summary>Errors of the JSON reader for people: the place first, lines and columns from 1.</summary>
internal static class JsonErrors
{
    public static string Describe(JsonException exception)
    {
        // The reader appends its own place, 0-based: "... LineNumber: 0 | BytePositionInLine: 7."
        var reason = exception.Message;
        var suffix = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        reason = (suffix < 0 ? reason : reason[..suffix]).TrimEnd('.');
        return $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: {reason}";
    }
}
