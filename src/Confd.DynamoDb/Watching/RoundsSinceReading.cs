namespace Confd.DynamoDb.Watching;

/// <summary>Counts how often a stream was read up to its end since the table was read: after that, no change is older than what was
/// read.</summary>
/// <remarks>One reading of the stream may have begun before the table was read. The next one begins after that, so that all changes from
/// before it have been reported when it ends. Not thread-safe.</remarks>
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
