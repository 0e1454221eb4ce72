namespace Confd.DynamoDb.Journal;

/// <summary>A journal at one moment.</summary>
/// <param name="Journal">The journal's table.</param>
/// <param name="Position">The position of the newest entry; 0 where there is none yet.</param>
/// <param name="Owner">Who writes it; empty where nobody does.</param>
/// <param name="Fence">How many times a writer has taken over.</param>
/// <param name="IsAlive">True where the writer has shown, while it was looked at, that it reads the stream; one that only takes over or
/// opens the stream has not written yet what came before.</param>
/// <param name="Keep">How long entries are kept.</param>
/// <param name="Replicas">How many partitions hold the entries.</param>
public sealed record JournalStatus(string Journal, long Position, string Owner, long Fence, bool IsAlive, TimeSpan Keep, int Replicas)
{
    // A question that need not be consistent costs half a unit; a partition serves 3,000 a second.
    private const int ReadersOfOnePartition = 6_000;

    /// <summary>How many readers that ask once a second the journal serves.</summary>
    public int MaxReaders => Replicas * ReadersOfOnePartition;
}
