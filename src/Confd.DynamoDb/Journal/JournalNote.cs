namespace Confd.DynamoDb.Journal;

/// <summary>The author of writes to the table, recorded by the writer just before it writes; the table's stream does not contain
/// it.</summary>
/// <param name="At">When, by the writer's clock.</param>
/// <param name="Actor">The AWS identity of the caller, or <c>user@host</c>.</param>
/// <param name="Command">The command, such as <c>confd table put</c>; never with values.</param>
/// <param name="Message">The author's reason; null for none.</param>
/// <param name="Keys">The keys that are written.</param>
public sealed record JournalNote(DateTimeOffset At, string Actor, string Command, string? Message, IReadOnlyList<string> Keys)
{
    /// <summary>The partition of the keys; null where the table has none, or the writer did not record it.</summary>
    public string? Partition { get; init; }

    /// <summary>By key: distinguishes the recorded change from others, see <see cref="JournalNotes.DigestOf"/>.</summary>
    internal IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
