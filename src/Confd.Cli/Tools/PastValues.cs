using System.Text.Json;
using Confd.Cli.Logging;
using Confd.DynamoDb.History;

namespace Confd.Cli.Tools;

/// <summary>How values of the past are shown.</summary>
internal static class PastValues
{
    /// <summary>A line such as <c>ls --values</c> prints.</summary>
    public static string Line(string key, KeyState state) => state.Kind switch
    {
        KeyStateKind.Text => KeyValueLines.Format(key, state.Text!),
        KeyStateKind.Other => $"{key} (not a string)",
        KeyStateKind.Absent => $"{key} (not there)",
        _ => $"{key} (not known)",
    };

    /// <summary>Writes a line of a difference; nothing for a key that was not there.</summary>
    /// <param name="output">Gets it.</param>
    /// <param name="sign"><c>-</c> for what was, <c>+</c> for what is since.</param>
    /// <param name="key">The key.</param>
    /// <param name="state">What it was.</param>
    public static Task WriteAsync(TextWriter output, char sign, string key, KeyState state) =>
        state.Kind == KeyStateKind.Absent
            ? Task.CompletedTask
            : output.WriteLineAsync(ControlCharacters.Escape($"{sign}{Line(key, state)}"));

    /// <summary>Writes a property of JSON that says what a key was, with its value where there was a text.</summary>
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
