using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>The period in which one writer may append: from its takeover until another one takes over or it leaves.</summary>
/// <remarks>
/// Invariants, whatever is lost, late, stopped or killed:
/// <list type="number">
/// <item>One register. Every write replaces the head under the condition that it is the head that its writer has; so writes form one
/// sequence, and of two writers with the same head one fails.</item>
/// <item>The fence never decreases, and increases with each takeover. A writer that was overtaken has an outdated head: it can never write
/// again without taking over again. Entries therefore carry fences that never decrease.</item>
/// <item>Entries have no holes and no duplicates: position and entries are written with the head, in one transaction.</item>
/// <item>Each record of the stream is in one entry: the position in each shard is written in the same transaction, and the next writer
/// continues from there. If that position is lost, or DynamoDB will never accept the records, a gap is appended after the new position is
/// determined: nothing is missing silently.</item>
/// <item>Changes of one item are in the order of the stream: a shard's records are appended in order, those of a child after its parent has
/// ended.</item>
/// <item>A lost response is resolved before anything else is written: the same write is sent again until the head shows whether it was
/// made.</item>
/// <item>Only a writer that reads the stream counts as active for readers: heartbeats while it opens the stream keep the lease, but not the
/// readers.</item>
/// </list>
/// At most two readers of the stream: the writer, and one that was overtaken and has not tried to write since. It tries with every record
/// and every beat.
/// </remarks>
internal sealed partial class JournalTerm
{
    // With head, entry and history in a transaction of 100 items, whatever the number of replicas.
    private const int MaxMarks = JournalParts.MaxMarks;

    private readonly IJournalStore _store;
    private readonly JournalSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private JournalHead _head;
    private long _written;

    private JournalTerm(IJournalStore store, JournalSettings settings, TimeProvider clock, ILogger logger, JournalHead head)
    {
        _store = store;
        _settings = settings;
        _clock = clock;
        _logger = logger;
        _head = head;
        _written = clock.GetTimestamp();
    }

    /// <summary>The fencing number of this term.</summary>
    public long Fence => _head.Fence;

    /// <summary>Takes over from the writer in a head.</summary>
    /// <returns>Null where another one was faster, or the writer is alive after all.</returns>
    /// <exception cref="DynamoDbException">The journal may not be written, or cannot be reached.</exception>
    public static async Task<JournalTerm?> TryBeginAsync(
        IJournalStore store,
        JournalHead seen,
        string owner,
        JournalSettings settings,
        TimeProvider clock,
        ILogger logger,
        CancellationToken stop)
    {
        var term = new JournalTerm(store, settings, clock, logger, seen);
        return await term.CommitAsync(seen.TakenBy(owner, NewMark()), [], [], stop).ConfigureAwait(false) ? term : null;
    }

    /// <summary>Appends the records of the stream until another writer has taken over.</summary>
    /// <param name="open">Opens the stream at the marks.</param>
    /// <param name="stop">Ends the term.</param>
    /// <exception cref="DynamoDbException">The stream or the journal fails; the term is still this writer's until another takes
    /// over.</exception>
    /// <exception cref="OperationCanceledException">The term was ended; <see cref="ReleaseAsync"/> lets the next writer begin at
    /// once.</exception>
    public async Task RunAsync(Func<IReadOnlyList<ShardMark>, CancellationToken, Task<IStreamCursor>> open, CancellationToken stop)
    {
        var marks = await _store.ReadMarksAsync(_head.Epoch, stop).ConfigureAwait(false);
        while (await OpenAsync(open, marks, stop).ConfigureAwait(false) is { } cursor)
        {
            // The new position is determined: data that readers read from the table after the gap includes everything before it.
            if (cursor.HasGap && !await StartOverAsync(cursor.Marks, stop).ConfigureAwait(false))
            {
                return;
            }

            if (!await FollowAsync(cursor, stop).ConfigureAwait(false))
            {
                return;
            }

            // The position was lost: start again at the end, with a gap.
            marks = [];
        }
    }

    /// <summary>Releases the lease, so that the next writer need not wait. A failure does no harm: the lease expires.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => CommitAsync(_head.Released(NewMark()), [], [], cancellationToken);

    private static string NewMark() => Guid.NewGuid().ToString("N");

    private static bool IsRefusal(DynamoDbException failed) =>
        failed.Failure is DynamoDbFailure.ItemTooLarge or DynamoDbFailure.InvalidRequest;

    // Null: overtaken. However long it takes, the lease is kept meanwhile.
    private async Task<IStreamCursor?> OpenAsync(
        Func<IReadOnlyList<ShardMark>, CancellationToken, Task<IStreamCursor>> open, IReadOnlyList<ShardMark> marks, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var opening = open(marks, end.Token);
        try
        {
            while (await Task.WhenAny(opening, Task.Delay(_settings.HeartbeatInterval, _clock, end.Token)).ConfigureAwait(false) != opening)
            {
                stop.ThrowIfCancellationRequested();
                if (!await CommitAsync(_head.Opening(NewMark()), [], [], stop).ConfigureAwait(false))
                {
                    return null;
                }
            }

            return await opening.ConfigureAwait(false);
        }
        finally
        {
            if (!opening.IsCompleted)
            {
                await end.CancelAsync().ConfigureAwait(false);
                await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // False: overtaken. True: the position in the stream was lost.
    private async Task<bool> FollowAsync(IStreamCursor cursor, CancellationToken stop)
    {
        for (var hasRead = false; ; hasRead = true)
        {
            StreamBatch batch;
            try
            {
                batch = await cursor.ReadAsync(stop).ConfigureAwait(false);
            }
            catch (DynamoDbException lost) when (hasRead && lost.Failure == DynamoDbFailure.StreamPositionLost)
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
            return _clock.GetElapsedTime(_written) < _settings.HeartbeatInterval
                || await CommitAsync(After(0, batch.EndsRound), [], [], stop).ConfigureAwait(false);
        }

        // One part ahead, to detect the last one.
        JournalPart? next = null;
        foreach (var part in JournalParts.Split(batch, _head.Replicas))
        {
            if (next is not null && !await AppendAsync(next, endsRound: false, stop).ConfigureAwait(false))
            {
                return false;
            }

            next = part;
        }

        return next is null || await AppendAsync(next, batch.EndsRound, stop).ConfigureAwait(false);
    }

    private async Task<bool> AppendAsync(JournalPart part, bool endsRound, CancellationToken stop)
    {
        JournalEntry[] entries = part.Records.Count == 0 ? [] : [Entry(part.Records, isGap: false)];
        try
        {
            return await CommitAsync(After(entries.Length, endsRound), entries, part.Marks, stop).ConfigureAwait(false);
        }
        catch (DynamoDbException refused) when (entries.Length > 0 && IsRefusal(refused))
        {
            LogRefused(_logger, _head.Position + 1, refused.Message);
            return await CommitAsync(After(1, endsRound), [Entry([], isGap: true)], part.Marks, stop).ConfigureAwait(false);
        }
    }

    private JournalHead After(int entries, bool endsRound) =>
        endsRound ? _head.EndingRound(entries, NewMark()) : _head.Next(entries, NewMark());

    // Open shards come first: if the others' marks are missing, the next writer detects that and starts again as well.
    private async Task<bool> StartOverAsync(IReadOnlyList<ShardMark> marks, CancellationToken stop)
    {
        var chunks = marks.OrderBy(mark => mark.HasEnded).Chunk(MaxMarks).ToList();
        var first = chunks.FirstOrDefault() ?? [];
        if (!await CommitAsync(_head.AfterGap(NewMark()), [Entry([], isGap: true)], first, stop).ConfigureAwait(false))
        {
            return false;
        }

        foreach (var chunk in chunks.Skip(1))
        {
            if (!await CommitAsync(_head.Next(0, NewMark()), [], chunk, stop).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private JournalEntry Entry(IReadOnlyList<StreamRecord> records, bool isGap) =>
        new(_head.Position + 1, _head.Fence, _clock.GetUtcNow(), records, isGap);

    // True: written. False: the head is another writer's. A permanent failure is thrown.
    private async Task<bool> CommitAsync(
        JournalHead next, IReadOnlyList<JournalEntry> entries, IReadOnlyList<ShardMark> marks, CancellationToken stop)
    {
        var commit = new JournalCommit(_head, next, entries, marks, _clock.GetUtcNow());
        for (var attempt = 1; ; attempt++)
        {
            DynamoDbException? refused = null;
            try
            {
                if (await _store.TryCommitAsync(commit, stop).ConfigureAwait(false))
                {
                    return Written(next);
                }
            }
            catch (DynamoDbException failed) when (failed.Failure != DynamoDbFailure.AccessDenied && !stop.IsCancellationRequested)
            {
                // Perhaps it was written and only the response was lost: the head shows it.
                refused = IsRefusal(failed) ? failed : null;
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

            if (refused is not null)
            {
                throw refused;
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

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "DynamoDB rejects an entry of the journal permanently, so watchers read the table again instead "
            + "[entry {entry}: {error}]")]
    private static partial void LogRefused(ILogger logger, long entry, string error);
}
