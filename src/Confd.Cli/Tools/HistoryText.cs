using System.Text.Json;
using Confd.Cli.Logging;
using Confd.DynamoDb.History;
using Confd.Shared;

namespace Confd.Cli.Tools;

/// <summary>Writes a table's history in lines, the newest change first: as text, or one JSON object each.</summary>
internal sealed class HistoryText
{
    /// <summary>Whether a key exists, by its state and all attributes of its item; null: where there is an item.</summary>
    public Func<string, KeyState, JsonElement?, bool>? IsThere { get; init; }

    /// <summary>Whether each line is a JSON object.</summary>
    public bool IsJson { get; init; }

    /// <summary>Writes a line for each change and, with values, the key's state before and after: in lines of their own,
    /// or, in JSON, in the change.</summary>
    /// <param name="history">The table's history.</param>
    /// <param name="since">The first entry, or the time of it; null for all that is kept.</param>
    /// <param name="withValues">Whether values are shown.</param>
    /// <param name="includesKey">Selects keys.</param>
    /// <param name="output">Receives the lines.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>True where there was any.</returns>
    public async Task<bool> WriteAsync(
        TableHistory history,
        HistoryMoment? since,
        bool withValues,
        Func<string, bool> includesKey,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        var query = new HistoryQuery
        {
            IsWanted = includesKey,
            Since = since?.Position is { } first ? HistoryMoment.AfterEntry(first - 1) : since,
            WithPast = withValues || IsThere is not null,
        };
        var entries = await history.FindChangesAsync(query, cancellationToken);
        foreach (var entry in entries)
        {
            // The first one is the start of the journal.
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
