using System.Text.Json;
using Confd.Cli.Logging;
using Confd.DynamoDb.History;
using Confd.Shared;

namespace Confd.Cli.Tools;

/// <summary>A table's past in lines, the newest first: for people, or an object of JSON each.</summary>
internal sealed class HistoryText
{
    /// <summary>Whether there is something under a key, as what it was and all attributes of its item tell; null: where there is an
    /// item.</summary>
    public Func<string, KeyState, JsonElement?, bool>? IsThere { get; init; }

    /// <summary>Whether each line is an object of JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>Writes a line for each change, and where values are asked for what the key was before and after: in lines of their own,
    /// or, in JSON, in the change.</summary>
    /// <param name="history">The table's past.</param>
    /// <param name="since">The first entry that is wanted, or since when; null for all that is kept.</param>
    /// <param name="withValues">Whether values are shown.</param>
    /// <param name="isWanted">Chooses keys.</param>
    /// <param name="output">Gets the lines.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>True where there was any.</returns>
    public async Task<bool> WriteAsync(
        TableHistory history,
        HistoryMoment? since,
        bool withValues,
        Func<string, bool> isWanted,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        var question = new HistoryQuestion
        {
            IsWanted = isWanted,
            Since = since?.Position is { } first ? HistoryMoment.AfterEntry(first - 1) : since,
            WithPast = withValues || IsThere is not null,
        };
        var entries = await history.FindChangesAsync(question, cancellationToken);
        foreach (var entry in entries)
        {
            // The first one is the journal's beginning.
            if (entry is { IsGap: true, Position: > 1 })
            {
                await output.WriteLineAsync(
                    IsJson
                        ? WrittenJson.TextOf(json => WriteGap(json, entry))
                        : $"{entry.Position}  {Time(entry.WrittenAt)}  changes before this may be missing");
            }

            foreach (var change in entry.Changes.Reverse())
            {
                await output.WriteLineAsync(
                    IsJson ? WrittenJson.TextOf(json => WriteChange(json, entry, change, withValues)) : Line(entry, change));
                if (withValues && !IsJson)
                {
                    await PastValues.WriteAsync(output, '-', change.Key, change.Before);
                    await PastValues.WriteAsync(output, '+', change.Key, change.After);
                }
            }
        }

        return entries.Any(entry => entry.Changes.Count > 0);
    }

    private string Line(HistoryEntry entry, KeyChange change)
    {
        var who = change.Note is { } note
            ? $"{note.Actor}  {note.Command}{(note.Message is null ? "" : $"  {note.Message}")}"
            : "unknown actor";
        return ControlCharacters.Escape($"{entry.Position}  {Time(change.At)}  {VerbOf(change)}  {change.Key}  {who}");
    }

    private void WriteChange(Utf8JsonWriter json, HistoryEntry entry, KeyChange change, bool withValues)
    {
        json.WriteStartObject();
        json.WriteNumber("entry", entry.Position);
        json.WriteString("time", Time(change.At));
        json.WriteString("change", VerbOf(change));
        json.WriteString("key", change.Key);
        json.WriteString("actor", change.Note?.Actor);
        json.WriteString("command", change.Note?.Command);
        json.WriteString("message", change.Note?.Message);
        if (withValues)
        {
            PastValues.Write(json, "before", change.Before);
            PastValues.Write(json, "after", change.After);
        }

        json.WriteEndObject();
    }

    private static void WriteGap(Utf8JsonWriter json, HistoryEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("entry", entry.Position);
        json.WriteString("time", Time(entry.WrittenAt));
        json.WriteString("change", "gap");
        json.WriteEndObject();
    }

    private string VerbOf(KeyChange change) => !IsAnything(change.Key, change.After, change.ItemAfter) ? "delete"
        : !IsAnything(change.Key, change.Before, change.ItemBefore) ? "add"
        : "set";

    private bool IsAnything(string key, KeyState state, JsonElement? item) =>
        IsThere?.Invoke(key, state, item) ?? state.Kind != KeyStateKind.Absent;

    private static string Time(DateTimeOffset time) => UtcText.Of(time);
}
