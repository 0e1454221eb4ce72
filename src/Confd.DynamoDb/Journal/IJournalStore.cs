namespace Confd.DynamoDb.Journal;

/// <summary>What the journal's protocol needs of its table. One implementation speaks to DynamoDB; the tests of the protocol keep
/// everything in memory.</summary>
internal interface IJournalStore
{
    /// <summary>The entries after a position, and the head. One request of half a read unit where there is little new.</summary>
    /// <param name="after">The last position that the reader has.</param>
    /// <param name="isConsistent">False: the answer may be older than the last write, but never has holes that the journal has not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken);

    /// <summary>The head, strongly consistent; null where the journal was never enabled.</summary>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>How far the journal has come in the stream, strongly consistent; empty where it was never written.</summary>
    /// <param name="epoch">The marks' number, of the head.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    Task<IReadOnlyList<ShardMark>> ReadMarksAsync(long epoch, CancellationToken cancellationToken);

    /// <summary>Writes all or nothing.</summary>
    /// <returns>False where the head is another one: nothing was written.</returns>
    /// <exception cref="DynamoDbException">
    /// <see cref="DynamoDbFailure.AccessDenied"/>: it may not be written; <see cref="DynamoDbFailure.ItemTooLarge"/> and
    /// <see cref="DynamoDbFailure.InvalidRequest"/>: DynamoDB will never take it; others: it is not known whether it was written.
    /// </exception>
    Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken);
}
