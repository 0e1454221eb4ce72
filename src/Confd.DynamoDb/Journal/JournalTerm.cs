using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

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
/// next writer goes on from there. Where that place is lost, or DynamoDB will never take what was read, a gap is appended after the new
/// place is fixed: nothing is silently missing.</item>
/// <item>For each item changes come in the order of the stream: a shard's records are appended in order, a child's after its parent has
/// ended.</item>
/// <item>An answer that was lost is resolved before anything else is written: the same write is sent again until the head shows whether it
/// happened.</item>
/// <item>Only a writer that reads the stream counts as one that serves: signs of life while it is opened keep the lease, not the
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

    /// <summary>Takes over from the writer that is in a head.</summary>
    /// <returns>Null where another was faster, or the writer lives after all.</returns>
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

    /// <summary>Appends what the stream brings until another has taken over.</summary>
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
            // The new place is fixed: what readers read from the table after the gap has everything before it.
            if (cursor.HasGap && !await BeginAnewAsync(cursor.Marks, stop).ConfigureAwait(false))
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
            while (await Task.WhenAny(opening, Task.Delay(_settings.BeatInterval, _clock, end.Token)).ConfigureAwait(false) != opening)
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

    // False: overtaken. True: the place in the stream was lost.
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
            return _clock.GetElapsedTime(_written) < _settings.BeatInterval
                || await CommitAsync(_head.EndingRound(0, NewMark()), [], [], stop).ConfigureAwait(false);
        }

        // One ahead, to know the last one.
        JournalPart? next = null;
        foreach (var part in JournalParts.Split(batch, _head.Replicas))
        {
            if (next is not null && !await AppendAsync(next, endsRound: false, stop).ConfigureAwait(false))
            {
                return false;
            }

            next = part;
        }

        return next is null || await AppendAsync(next, endsRound: !batch.MayHaveMore, stop).ConfigureAwait(false);
    }

    private async Task<bool> AppendAsync(JournalPart part, bool endsRound, CancellationToken stop)
    {
        JournalEntry[] entries = part.Records.Count == 0 ? [] : [Entry(part.Records, isGap: false)];
        try
        {
            return await CommitAsync(After(entries.Length), entries, part.Marks, stop).ConfigureAwait(false);
        }
        catch (DynamoDbException refused) when (entries.Length > 0 && IsRefusal(refused))
        {
            LogRefused(_logger, _head.Position + 1, refused.Message);
            return await CommitAsync(After(1), [Entry([], isGap: true)], part.Marks, stop).ConfigureAwait(false);
        }

        JournalHead After(int count) => endsRound ? _head.EndingRound(count, NewMark()) : _head.Next(count, NewMark());
    }

    // Open shards come first: where the others' marks are missing, the next writer sees that and begins anew as well.
    private async Task<bool> BeginAnewAsync(IReadOnlyList<ShardMark> marks, CancellationToken stop)
    {
        var chunks = marks.OrderBy(mark => mark.HasEnded).Chunk(MaxMarks).ToList();
        if (!await CommitAsync(_head.Anew(NewMark()), [Entry([], isGap: true)], chunks.FirstOrDefault() ?? [], stop).ConfigureAwait(false))
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

    // True: written. False: the head is another writer's. A refusal for good is thrown.
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
                // Perhaps it was written and only the answer is lost: the head tells.
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
        Message = "DynamoDB refuses an entry of the journal for good, so watchers read the table anew instead [entry {entry}: {error}]")]
    private static partial void LogRefused(ILogger logger, long entry, string error);
}
