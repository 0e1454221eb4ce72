using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Text;

/// <summary>JSON as text: writes items compactly, without changing numbers or escapes.</summary>
internal static class JsonText
{
    /// <summary>Reads the current string; an escape that is half of a surrogate pair, which UTF-8 cannot represent, is invalid
    /// JSON.</summary>
    public static string ReadString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a string holds text that is not Unicode", exception);
        }
    }

    /// <summary>
    /// Describes a problem of a text, without the position, without a piece of the text, and without advice about the reader's settings,
    /// which the author cannot change.
    /// </summary>
    public static string Describe(JsonException exception)
    {
        // A plain JsonException was thrown by this library: its message mentions names.
        return exception.GetType() == typeof(JsonException) ? exception.Message
            : JsonDepth.IsExceeded(exception) ? JsonDepth.Problem
            : JsonProblem.Of(exception);
    }
}
