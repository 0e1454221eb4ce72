namespace Confd.DynamoDb.Journal;

/// <summary>Who writes to the table, told by the writer itself just before it writes; the table's stream does not tell.</summary>
/// <param name="At">When, by the writer's clock.</param>
/// <param name="Actor">The AWS identity of the caller, or <c>user@host</c>.</param>
/// <param name="Command">What was run, such as <c>confd table put</c>; never with values.</param>
/// <param name="Message">What the person said about it; null for nothing.</param>
/// <param name="Keys">The keys that are written.</param>
public sealed record JournalNote(DateTimeOffset At, string Actor, string Command, string? Message, IReadOnlyList<string> Keys)
{
    /// <summary>The partition that the keys lie in; null where the table has none, or the writer did not tell.</summary>
    public string? Partition { get; init; }

    /// <summary>By key: what tells the change that is meant from others, see <see cref="JournalNotes.DigestOf"/>.</summary>
    internal IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
