namespace Confd.DynamoDb.Journal;

/// <summary>The one item that every write to a journal goes through: who may append, and where.</summary>
/// <remarks>Each successful write replaces it whole, under the condition that it is still the one that the writer knows (by
/// <paramref name="Write"/>).</remarks>
/// <param name="Position">The position of the newest entry; 0 where there is none yet.</param>
/// <param name="Fence">Grows by one with each writer that takes over. Entries carry it.</param>
/// <param name="Beat">Grows with each write: a head that stands still has no living writer.</param>
/// <param name="Owner">Who writes, for people to read; empty where the last writer has left.</param>
/// <param name="Write">Chosen anew for each write, so that a writer can tell its own from another's after an answer was lost.</param>
internal sealed record JournalHead(long Position, long Fence, long Beat, string Owner, string Write)
{
    /// <summary>The head of a journal that nobody has written to.</summary>
    public static JournalHead Empty { get; } = new(0, 0, 0, "", "");

    /// <summary>Which journal it is: one that is deleted and made anew is another, and begins to count anew.</summary>
    public string Id { get; init; } = "";

    /// <summary>How long entries are kept.</summary>
    public TimeSpan Keep { get; init; } = JournalSettings.DefaultKeep;

    /// <summary>How many partitions hold the entries, so that more readers than one partition serves can ask.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Grows with each write of a writer that reads the stream. One that only takes over, opens the stream or leaves does not
    /// count: where this stands still, no news come.</summary>
    public long Served { get; init; }

    /// <summary>Grows by one with each reading of the stream up to its end, however many writes it took: what was in the stream before it
    /// began is in the journal.</summary>
    public long Rounds { get; init; }

    /// <summary>Which shard marks count: those with the same number. A gap begins a new one, so that what was left of an earlier place
    /// in the stream is none any more.</summary>
    public long Epoch { get; init; }

    /// <summary>The head after a further write of a writer that reads the stream.</summary>
    /// <param name="entries">How many entries it appends.</param>
    /// <param name="write">The write's own mark.</param>
    public JournalHead Next(int entries, string write) =>
        this with { Position = Position + entries, Beat = Beat + 1, Served = Served + 1, Write = write };

    /// <summary>The head after the last write of a reading of the stream up to its end.</summary>
    public JournalHead EndingRound(int entries, string write) => Next(entries, write) with { Rounds = Rounds + 1 };

    /// <summary>The head after a sign of life of a writer that opens the stream.</summary>
    public JournalHead Opening(string write) => this with { Beat = Beat + 1, Write = write };

    /// <summary>The head after a gap: one entry, and marks that begin anew.</summary>
    public JournalHead Anew(string write) => Next(1, write) with { Epoch = Position + 1 };

    /// <summary>The head after a takeover.</summary>
    public JournalHead TakenBy(string owner, string write) =>
        this with { Fence = Fence + 1, Beat = Beat + 1, Owner = owner, Write = write };

    /// <summary>The head after its writer has left of its own accord.</summary>
    public JournalHead Released(string write) => this with { Beat = Beat + 1, Owner = "", Write = write };
}
