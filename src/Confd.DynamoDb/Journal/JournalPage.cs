namespace Confd.DynamoDb.Journal;

/// <summary>One answer to "what comes after this position".</summary>
/// <param name="Entries">In order; may be empty.</param>
/// <param name="Head">The head as of this answer; null where more entries come before it.</param>
internal sealed record JournalPage(IReadOnlyList<JournalEntry> Entries, JournalHead? Head);
