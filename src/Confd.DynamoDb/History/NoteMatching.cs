using Confd.DynamoDb.Journal;

namespace Confd.DynamoDb.History;

/// <summary>Finds out which note belongs to which change.</summary>
internal static class NoteMatching
{
    /// <summary>A change comes within this time after its note, by clocks that differ a little.</summary>
    public static readonly TimeSpan NoteCounts = TimeSpan.FromMinutes(5);

    /// <summary>So much later than an entry may a note of its changes be.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>Gives each change of some entries, the newest first, the note that its writer left.</summary>
    public static IReadOnlyList<HistoryEntry> Attribute(IReadOnlyList<HistoryEntry> entries, IEnumerable<JournalNote> notes)
    {
        var open = notes.SelectMany(note => note.Keys.Select(key => (key, note)))
            .GroupBy(pair => pair.key, pair => pair.note, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(note => note.At).ToList(), StringComparer.Ordinal);
        var owners = new Dictionary<KeyChange, JournalNote>(ReferenceEqualityComparer.Instance);

        // Each note counts for one change of each of its keys: the next one after it that does what it says. The stream's times are
        // rounded down, by up to a minute where an engine does not count seconds; a change is older than its entry at any rate.
        foreach (var entry in entries.Reverse())
        {
            foreach (var change in entry.Changes)
            {
                if (open.GetValueOrDefault(change.Key) is { } left
                    && left.Find(note => IsMeant(note, change, entry.WrittenAt)) is { } note)
                {
                    left.Remove(note);
                    owners[change] = note;
                }
            }
        }

        return
        [
            .. entries.Select(entry => entry with
            {
                Changes = [.. entry.Changes.Select(change => change with { Note = owners.GetValueOrDefault(change) })],
            }),
        ];
    }

    private static bool IsMeant(JournalNote note, KeyChange change, DateTimeOffset writtenAt) =>
        note.At >= change.At - NoteCounts
        && note.At <= writtenAt + ClockSkew
        && change.After switch
        {
            { Kind: KeyStateKind.Text, Text: var text } => note.Digests[change.Key] == JournalNotes.DigestOf(text),
            { Kind: KeyStateKind.Absent } => note.Digests[change.Key] == JournalNotes.DigestOf(null),
            _ => true,
        };
}
