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
        // In the order of time, which decides between pairs that are equally near.
        var noted = notes.OrderBy(note => note.At)
            .SelectMany(note => note.Keys, (note, key) => (key, note))
            .ToLookup(pair => pair.key, pair => pair.note, StringComparer.Ordinal);
        var owners = new Dictionary<KeyChange, JournalNote>(ReferenceEqualityComparer.Instance);
        foreach (var changes in entries.Reverse().SelectMany(entry => entry.Changes, (entry, change) => (entry, change))
            .GroupBy(pair => pair.change.Key, StringComparer.Ordinal))
        {
            // Each note counts for one change of each of its keys, and the pair that is nearest in time for itself before all others: a
            // note may be of a write that changed nothing, which no stream tells, or of a change that the journal has missed.
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
