using System.Text.Json;
using Confd.Cli.Logging;
using Confd.DynamoDb.History;

namespace Confd.Cli.Tools;

/// <summary>Formats values of the past.</summary>
internal static class PastValues
{
    /// <summary>A line as <c>ls --values</c> prints it.</summary>
    public static string Line(string key, KeyState state) => state.Kind switch
    {
        KeyStateKind.Text => KeyValueLines.Format(key, state.Text!),
        KeyStateKind.Other => $"{key} (not a string)",
        KeyStateKind.Absent => $"{key} (not there)",
        _ => $"{key} (not known)",
    };

    /// <summary>Writes a line of a difference; nothing for a key that did not exist.</summary>
    /// <param name="output">Receives it.</param>
    /// <param name="sign"><c>-</c> for the state before, <c>+</c> for the state after.</param>
    /// <param name="key">The key.</param>
    /// <param name="state">Its state.</param>
    public static Task WriteAsync(TextWriter output, char sign, string key, KeyState state) =>
        state.Kind == KeyStateKind.Absent
            ? Task.CompletedTask
            : output.WriteLineAsync(ControlCharacters.Escape($"{sign}{Line(key, state)}"));

    /// <summary>Writes the state of a key as a JSON property, with its value where it was a text.</summary>
    public static void Write(Utf8JsonWriter json, string name, KeyState state)
    {
        json.WriteStartObject(name);
        json.WriteString("is", state.Kind switch
        {
            KeyStateKind.Text => "text",
            KeyStateKind.Other => "other",
            KeyStateKind.Absent => "absent",
            _ => "unknown",
        });
        if (state.Text is { } text)
        {
            json.WriteString("value", text);
        }

        json.WriteEndObject();
    }
}
