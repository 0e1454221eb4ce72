namespace Confd.DynamoDb.Journal;

/// <summary>The operations of the journal's protocol on its table. One implementation uses DynamoDB; the tests of the protocol keep
/// everything in memory.</summary>
internal interface IJournalStore
{
    /// <summary>Reads the entries after a position, and the head. One request of half a read unit where there is little new.</summary>
    /// <param name="after">The last position that the reader has.</param>
    /// <param name="isConsistent">False: the result may be older than the last write, but has no holes that the journal does not
    /// have.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken);

    /// <summary>Reads the head, strongly consistent; null where the journal was never enabled.</summary>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>Reads the journal's position in the stream, strongly consistent; empty where it was never written.</summary>
    /// <param name="epoch">The epoch of the marks, from the head.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    Task<IReadOnlyList<ShardMark>> ReadMarksAsync(long epoch, CancellationToken cancellationToken);

    /// <summary>Writes everything or nothing.</summary>
    /// <returns>False where the head is another one: nothing was written.</returns>
    /// <exception cref="DynamoDbException">
    /// <see cref="DynamoDbFailure.AccessDenied"/>: it may not be written; <see cref="DynamoDbFailure.ItemTooLarge"/> and <see
    /// cref="DynamoDbFailure.InvalidRequest"/>: DynamoDB will never accept it; others: it is unknown whether it was written.
    /// </exception>
    Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken);
}
