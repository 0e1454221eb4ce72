namespace Confd.DynamoDb.Journal;

/// <summary>Since when a journal is known to have no writer: it is left alone for a while. Shared by all who follow a table with the same
/// options.</summary>
internal sealed class JournalSilence
{
    // A journal that nobody writes may find a writer again.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private long _since = long.MinValue;

    /// <summary>Notes that nobody writes it.</summary>
    public void Begin(TimeProvider clock) => Interlocked.Exchange(ref _since, clock.GetTimestamp());

    /// <summary>Whether it is to be left alone.</summary>
    public bool IsOn(TimeProvider clock) =>
        Interlocked.Read(ref _since) is var since && since != long.MinValue && clock.GetElapsedTime(since) < Pause;
}
