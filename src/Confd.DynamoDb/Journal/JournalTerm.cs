using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>The time in which one writer may append: from its takeover until another takes over or it leaves.</summary>
/// <remarks>
/// What holds, whatever is lost, late, stopped or killed:
/// <list type="number">
/// <item>One register. Every write replaces the head under the condition that it is the head that its writer knows; so writes form one
/// sequence, and of two writers that build on the same head one fails.</item>
/// <item>The fence never falls, and grows with each takeover. A writer that was overtaken knows a head that is none any more: it can never
/// write again without taking over anew. Entries therefore carry fences that never fall.</item>
/// <item>Entries have no holes and no doubles: position and entries are written with the head, in one transaction.</item>
/// <item>Each record of the stream is in one entry: how far the journal has come in each shard is written in the same transaction, and the
/// next writer goes on from there. Where that place is lost, a gap is appended after the new place is fixed: nothing is silently
/// missing.</item>
/// <item>For each item changes come in the order of the stream: a shard's records are appended in order, a child's after its parent has
/// ended.</item>
/// <item>An answer that was lost is resolved before anything else is written: the same write is sent again until the head shows whether it
/// happened.</item>
/// </list>
/// At most two readers of the stream: the writer, and one that was overtaken and has not tried to write since. It tries with every record
/// and every beat.
/// </remarks>
internal sealed class JournalTerm
{
    private readonly IJournalStore _store;
    private readonly JournalSettings _settings;
    private readonly TimeProvider _clock;
    private JournalHead _head;
    private long _written;

    private JournalTerm(IJournalStore store, JournalSettings settings, TimeProvider clock, JournalHead head)
    {
        _store = store;
        _settings = settings;
        _clock = clock;
        _head = head;
        _written = clock.GetTimestamp();
    }

    /// <summary>The fencing number of this term.</summary>
    public long Fence => _head.Fence;

    /// <summary>Takes over from the writer that is in a head.</summary>
    /// <returns>Null where another was faster, or the writer lives after all.</returns>
    /// <exception cref="DynamoDbException">The journal may not be written, or cannot be reached.</exception>
    public static async Task<JournalTerm?> TryBeginAsync(
        IJournalStore store, JournalHead seen, string owner, JournalSettings settings, TimeProvider clock, CancellationToken stop)
    {
        var term = new JournalTerm(store, settings, clock, seen);
        return await term.CommitAsync(seen.TakenBy(owner, NewMark()), [], [], stop).ConfigureAwait(false) ? term : null;
    }

    /// <summary>Appends what the stream brings until another has taken over.</summary>
    /// <param name="open">Opens the stream at the marks.</param>
    /// <param name="stop">Ends the term.</param>
    /// <exception cref="DynamoDbException">The stream or the journal fails; the term is still this writer's until another takes
    /// over.</exception>
    /// <exception cref="OperationCanceledException">The term was ended; <see cref="ReleaseAsync"/> lets the next writer begin at
    /// once.</exception>
    public async Task RunAsync(Func<IReadOnlyList<ShardMark>, CancellationToken, Task<IStreamCursor>> open, CancellationToken stop)
    {
        var marks = await _store.ReadMarksAsync(stop).ConfigureAwait(false);
        while (true)
        {
            var cursor = await open(marks, stop).ConfigureAwait(false);

            // The new place is fixed: what readers read from the table after the gap has everything before it.
            if (cursor.HasGap && !await AppendGapAsync(cursor.Marks, stop).ConfigureAwait(false))
            {
                return;
            }

            if (!await FollowAsync(cursor, stop).ConfigureAwait(false))
            {
                return;
            }

            // The place was lost: begin anew at the end, with a gap.
            marks = [];
        }
    }

    /// <summary>Says that this writer leaves, so that the next need not wait. A failure does no harm: the lease runs out.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => CommitAsync(_head.Released(NewMark()), [], [], cancellationToken);

    private static string NewMark() => Guid.NewGuid().ToString("N");

    // False: overtaken. True: the place in the stream was lost.
    private async Task<bool> FollowAsync(IStreamCursor cursor, CancellationToken stop)
    {
        while (true)
        {
            StreamBatch batch;
            try
            {
                batch = await cursor.ReadAsync(stop).ConfigureAwait(false);
            }
            catch (DynamoDbException lost) when (lost.Failure == DynamoDbFailure.StreamPositionLost)
            {
                return true;
            }

            if (!await AppendAsync(batch, stop).ConfigureAwait(false))
            {
                return false;
            }

            await Task.Delay(_settings.StreamInterval, _clock, stop).ConfigureAwait(false);
        }
    }

    private async Task<bool> AppendAsync(StreamBatch batch, CancellationToken stop)
    {
        if (batch.IsEmpty)
        {
            return _clock.GetElapsedTime(_written) < _settings.BeatInterval
                || await CommitAsync(_head.Next(0, NewMark()), [], [], stop).ConfigureAwait(false);
        }

        foreach (var part in JournalParts.Split(batch))
        {
            JournalEntry[] entries = part.Records.Count == 0 ? [] : [Entry(1, part.Records, isGap: false)];
            if (!await CommitAsync(_head.Next(entries.Length, NewMark()), entries, part.Marks, stop).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private Task<bool> AppendGapAsync(IReadOnlyList<ShardMark> marks, CancellationToken stop) =>
        CommitAsync(_head.Next(1, NewMark()), [Entry(1, [], isGap: true)], marks, stop);

    private JournalEntry Entry(int offset, IReadOnlyList<StreamRecord> records, bool isGap) =>
        new(_head.Position + offset, _head.Fence, _clock.GetUtcNow(), records, isGap);

    // True: written. False: the head is another writer's.
    private async Task<bool> CommitAsync(
        JournalHead next, IReadOnlyList<JournalEntry> entries, IReadOnlyList<ShardMark> marks, CancellationToken stop)
    {
        var commit = new JournalCommit(_head, next, entries, marks);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await _store.TryCommitAsync(commit, stop).ConfigureAwait(false))
                {
                    return Written(next);
                }
            }
            catch (DynamoDbException unknown) when (unknown.Failure != DynamoDbFailure.AccessDenied && !stop.IsCancellationRequested)
            {
                // Perhaps it was written and only the answer is lost: the head tells.
            }

            var now = await _store.ReadHeadAsync(stop).ConfigureAwait(false);
            if (now?.Write == next.Write)
            {
                return Written(next);
            }

            if (now?.Write != commit.Expected.Write)
            {
                return false;
            }

            await Task.Delay(_settings.StreamInterval * Math.Min(attempt, 10), _clock, stop).ConfigureAwait(false);
        }
    }

    private bool Written(JournalHead next)
    {
        _head = next;
        _written = _clock.GetTimestamp();
        return true;
    }
}
