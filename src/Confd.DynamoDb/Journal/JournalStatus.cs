namespace Confd.DynamoDb.Journal;

/// <summary>The state of a journal at one moment.</summary>
/// <param name="Journal">The journal's table.</param>
/// <param name="Position">The position of the newest entry; 0 where there is none yet.</param>
/// <param name="Owner">Its writer; empty where there is none.</param>
/// <param name="Fence">The number of takeovers by writers.</param>
/// <param name="IsAlive">True where the writer has, during the check, written after reading the stream; one that is only taking over or
/// opening the stream has not written earlier changes yet.</param>
/// <param name="Keep">How long entries are kept.</param>
/// <param name="Replicas">The number of partitions with copies of the entries.</param>
public sealed record JournalStatus(string Journal, long Position, string Owner, long Fence, bool IsAlive, TimeSpan Keep, int Replicas)
{
    // An eventually consistent request costs half a unit; a partition serves 3,000 a second.
    private const int ReadersOfOnePartition = 6_000;

    /// <summary>The number of readers that the journal supports at one request a second each.</summary>
    public int MaxReaders => Replicas * ReadersOfOnePartition;
}
