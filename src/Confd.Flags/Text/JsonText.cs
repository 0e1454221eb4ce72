using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Text;

/// <summary>JSON as text: how items are written so that they stay small and no number or escape changes.</summary>
internal static class JsonText
{
    /// <summary>Reads the current string; an escape that is half of a surrogate pair, which no UTF-8 text can hold, is bad JSON.</summary>
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
    /// What is wrong with a text, without the place, without a piece of the text, and without advice about the reader's settings, which are
    /// not the author's.
    /// </summary>
    public static string Describe(JsonException exception)
    {
        // One of ours speaks of names.
        return exception.GetType() == typeof(JsonException) ? exception.Message
            : JsonDepth.IsExceeded(exception) ? JsonDepth.Problem
            : JsonProblem.Of(exception);
    }
}
