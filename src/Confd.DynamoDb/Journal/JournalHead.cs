namespace Confd.DynamoDb.Journal;

/// <summary>The item that every write to a journal replaces: its writer, and its position.</summary>
/// <remarks>Each successful write replaces it as a whole, under the condition that it is still the one that the writer has (by <paramref
/// name="Write"/>).</remarks>
/// <param name="Position">The position of the newest entry; 0 where there is none yet.</param>
/// <param name="Fence">Increases by one with each writer that takes over. Entries carry it.</param>
/// <param name="Beat">Increases with each write: a head that does not change has no living writer.</param>
/// <param name="Owner">The writer, for people; empty where the last writer has left.</param>
/// <param name="Write">A new random id for each write, so that a writer can recognize its own write after a response was lost.</param>
internal sealed record JournalHead(long Position, long Fence, long Beat, string Owner, string Write)
{
    /// <summary>The head of a journal that was never written.</summary>
    public static JournalHead Empty { get; } = new(0, 0, 0, "", "");

    /// <summary>Identifies the journal: one that is deleted and created again is another, with new numbers.</summary>
    public string Id { get; init; } = "";

    /// <summary>The name of the table whose changes the journal holds; empty in a head from before heads named it.</summary>
    public string Table { get; init; } = "";

    /// <summary>How long entries are kept.</summary>
    public TimeSpan Keep { get; init; } = JournalSettings.DefaultKeep;

    /// <summary>The number of partitions with copies of the entries, so that more readers than one partition supports can read
    /// them.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Increases with each write of a writer that reads the stream. A takeover, opening the stream and leaving do not count: while
    /// this does not change, there are no new changes.</summary>
    public long Served { get; init; }

    /// <summary>Increases by one with each reading of the stream up to its end, however many writes it took: records that were in the
    /// stream before it started are in the journal.</summary>
    public long Rounds { get; init; }

    /// <summary>The number of the valid shard marks. A gap starts a new one, so that marks of an earlier position in the stream become
    /// invalid.</summary>
    public long Epoch { get; init; }

    /// <summary>The head after a further write of a writer that reads the stream.</summary>
    /// <param name="entries">The number of entries that it appends.</param>
    /// <param name="write">The id of the write.</param>
    public JournalHead Next(int entries, string write) =>
        this with { Position = Position + entries, Beat = Beat + 1, Served = Served + 1, Write = write };

    /// <summary>The head after the last write of a reading of the stream up to its end.</summary>
    public JournalHead EndingRound(int entries, string write) => Next(entries, write) with { Rounds = Rounds + 1 };

    /// <summary>The head after a heartbeat of a writer that opens the stream.</summary>
    public JournalHead Opening(string write) => this with { Beat = Beat + 1, Write = write };

    /// <summary>The head after a gap: one entry, and a new epoch of marks.</summary>
    public JournalHead AfterGap(string write) => Next(1, write) with { Epoch = Position + 1 };

    /// <summary>The head after a takeover.</summary>
    public JournalHead TakenBy(string owner, string write) =>
        this with { Fence = Fence + 1, Beat = Beat + 1, Owner = owner, Write = write };

    /// <summary>The head after its writer has left voluntarily.</summary>
    public JournalHead Released(string write) => this with { Beat = Beat + 1, Owner = "", Write = write };
}
