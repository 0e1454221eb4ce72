namespace Confd.DynamoDb.Journal;

/// <summary>One result of reading a journal after a position.</summary>
/// <param name="Entries">In order; may be empty.</param>
/// <param name="Head">The head as of this result; null where more entries come before it.</param>
internal sealed record JournalPage(IReadOnlyList<JournalEntry> Entries, JournalHead? Head);
