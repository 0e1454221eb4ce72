using Confd.DynamoDb.Journal;

namespace Confd.DynamoDb.History;

/// <summary>Assigns notes to changes.</summary>
internal static class NoteMatching
{
    /// <summary>The maximum time from a note to its change, by clocks that differ a little.</summary>
    public static readonly TimeSpan NoteCounts = TimeSpan.FromMinutes(5);

    /// <summary>The maximum time from an entry to a later note of its changes.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>Assigns to each change of some entries, the newest first, the note of its writer.</summary>
    public static IReadOnlyList<HistoryEntry> Attribute(IReadOnlyList<HistoryEntry> entries, IEnumerable<JournalNote> notes)
    {
        // In order of time, which decides between pairs with the same distance.
        var noted = notes.OrderBy(note => note.At)
            .SelectMany(note => note.Keys, (note, key) => (key, note))
            .ToLookup(pair => pair.key, pair => pair.note, StringComparer.Ordinal);
        var owners = new Dictionary<KeyChange, JournalNote>(ReferenceEqualityComparer.Instance);
        foreach (var changes in entries.Reverse().SelectMany(entry => entry.Changes, (entry, change) => (entry, change))
            .GroupBy(pair => pair.change.Key, StringComparer.Ordinal))
        {
            // Each note is assigned to one change of each of its keys, and the pair with the smallest distance in time comes first: a note
            // may belong to a write that changed nothing, which the stream does not contain, or to a change that the journal has missed.
            var pairs = changes.SelectMany(pair => Meant(noted[changes.Key], pair.entry, pair.change)).OrderBy(pair => pair.Distance);
            var taken = new HashSet<JournalNote>(ReferenceEqualityComparer.Instance);
            foreach (var (change, note, _) in pairs)
            {
                if (!owners.ContainsKey(change) && taken.Add(note))
                {
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

    private static IEnumerable<(KeyChange Change, JournalNote Note, TimeSpan Distance)> Meant(
        IEnumerable<JournalNote> notes, HistoryEntry entry, KeyChange change)
    {
        var digest = change.After switch
        {
            { Kind: KeyStateKind.Text, Text: var text } => JournalNotes.DigestOf(text),
            { Kind: KeyStateKind.Absent } => JournalNotes.DigestOf(null),
            _ => null,
        };
        var latest = change.At + entry.RoundedBy;
        return notes
            .Where(note => note.At >= change.At - NoteCounts && note.At <= entry.WrittenAt + ClockSkew
                && (digest is null || note.Digests[change.Key] == digest))
            .Select(note => (change, note, note.At < change.At ? change.At - note.At
                : note.At > latest ? note.At - latest
                : TimeSpan.Zero));
    }
}
