namespace Confd.DynamoDb.Watching;

/// <summary>Counts the rounds over a stream since the table was read, until no change can be older than what was read.</summary>
/// <remarks>One round may have begun before the table was read. The next one begins after that, so that all changes from before the reading
/// have been reported when it ends. Not thread-safe.</remarks>
internal sealed class RoundsSinceReading
{
    private const int Enough = 2;

    private long? _first;

    /// <summary>True where changes from here on are newer than the reading.</summary>
    public bool AreEnough { get; private set; }

    /// <summary>The table is read again.</summary>
    public void Restart() => (_first, AreEnough) = (null, false);

    /// <summary>Takes the source's count.</summary>
    public void Count(long rounds) => AreEnough |= rounds >= (_first ??= rounds) + Enough;
}
