using System.Text.Json;
using Confd.Cli.Logging;
using Confd.DynamoDb.History;
using Confd.Shared;

namespace Confd.Cli.Tools;

/// <summary>A table's past in lines, the newest first.</summary>
internal sealed class HistoryText
{
    /// <summary>Whether there is something under a key, as what it was and all attributes of its item tell; null: where there is an
    /// item.</summary>
    public Func<string, KeyState, JsonElement?, bool>? IsThere { get; init; }

    /// <summary>Writes a line for each change, and where values are asked for what the key was before and after.</summary>
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
                await output.WriteLineAsync($"{entry.Position}  {Time(entry.WrittenAt)}  changes before this may be missing");
            }

            foreach (var change in entry.Changes.Reverse())
            {
                await output.WriteLineAsync(Line(entry, change));
                if (withValues)
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
        var verb = !IsAnything(change.Key, change.After, change.ItemAfter) ? "delete"
            : !IsAnything(change.Key, change.Before, change.ItemBefore) ? "add"
            : "set";
        var who = change.Note is { } note
            ? $"{note.Actor}  {note.Command}{(note.Message is null ? "" : $"  {note.Message}")}"
            : "unknown actor";
        return ControlCharacters.Escape($"{entry.Position}  {Time(change.At)}  {verb}  {change.Key}  {who}");
    }

    private bool IsAnything(string key, KeyState state, JsonElement? item) =>
        IsThere?.Invoke(key, state, item) ?? state.Kind != KeyStateKind.Absent;

    private static string Time(DateTimeOffset time) => UtcText.Of(time);
}
