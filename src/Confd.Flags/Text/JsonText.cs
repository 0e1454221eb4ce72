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
        var message = exception.Message;
        if (exception.GetType() == typeof(JsonException))
        {
            // One of ours, which speaks of names.
            return message;
        }

        if (JsonDepth.IsExceeded(exception))
        {
            return JsonDepth.Problem;
        }

        // The base library quotes what it stumbles over, up to the whole rest of the text, and adds the place to it.
        var place = message.LastIndexOf(" LineNumber:", StringComparison.Ordinal);
        message = place < 0 ? message : message[..place];
        var quote = message.StartsWith('\'') ? message.LastIndexOf("' is ", StringComparison.Ordinal) : -1;
        message = quote < 0 ? message : $"what stands here {message[(quote + 2)..]}";
        return message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal)
            ? "the text is empty"
            : message.Replace(" which is not supported in this mode. Change the reader options.", ".", StringComparison.Ordinal);
    }
}
