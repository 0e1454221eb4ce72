using System.Globalization;
using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>Reads a journal from a position on, request by request, and reports to a listener. Not thread-safe.</summary>
/// <param name="store">The journal.</param>
/// <param name="position">The last position that the listener has.</param>
/// <param name="listener">Receives changes and gaps.</param>
/// <param name="complete">Fetches the images of items that were too large for the journal; null where images do not matter.</param>
/// <param name="headSeen">Receives every head that is read; null: not needed.</param>
/// <param name="settings">Times.</param>
/// <param name="clock">The clock of all delays.</param>
/// <param name="logger">Logs gaps and throttling.</param>
internal sealed partial class JournalReader(
    IJournalStore store,
    long position,
    IChangeListener listener,
    ImageFetch? complete,
    Action<JournalHead>? headSeen,
    JournalSettings settings,
    TimeProvider clock,
    ILogger logger)
{
    private readonly LeaseWatch _lease = new(clock);

    // Each reader has a different limit: not all shall read the table, and open its stream, at the same moment.
    private readonly TimeSpan _silenceLimit = settings.SilenceLimit + (settings.RereadSpread * settings.Random());
    private readonly Dictionary<string, StreamRecord> _large = new(StringComparer.Ordinal);
    private long _position = position;
    private string? _id;
    private (long Since, TimeSpan Wait)? _completion;
    private (long Since, TimeSpan Wait)? _reread;

    /// <summary>The delay before the next request: longer while the journal is throttled.</summary>
    public TimeSpan Interval { get; private set; } = settings.Interval;

    /// <summary>Sends one request, and reports new changes.</summary>
    /// <exception cref="DynamoDbException">The journal cannot be read; <see cref="DynamoDbFailure.JournalSilent"/>: it has no
    /// writer.</exception>
    public async Task PollAsync(CancellationToken stop)
    {
        JournalPage page;
        do
        {
            try
            {
                page = await store.ReadAsync(_position, isConsistent: false, stop).ConfigureAwait(false);
                if (!IsWhole(page))
                {
                    // It may lack recent writes. A consistent read decides.
                    page = await store.ReadAsync(_position, isConsistent: true, stop).ConfigureAwait(false);
                }

                Report(page);
            }
            catch (DynamoDbException slow) when (slow.Failure == DynamoDbFailure.Throttled)
            {
                SlowDown(slow);
                return;
            }

            SpeedUp();
        }
        while (page.Head is null);

        await CompleteInTimeAsync(stop).ConfigureAwait(false);
        ReportGapInTime();
        ReportRounds(page.Head);
        Observe(page.Head);
    }

    // The entries follow the last known one without holes, and the head follows them.
    private bool IsWhole(JournalPage page)
    {
        var last = _position;
        foreach (var entry in page.Entries)
        {
            if (entry.Position != last + 1)
            {
                return false;
            }

            last = entry.Position;
        }

        return page.Head is null || page.Head.Position == last;
    }

    // Changes after a gap are reported immediately; only the gap is reported later, before the table is read.
    private void Report(JournalPage page)
    {
        foreach (var entry in page.Entries)
        {
            if (entry.Position != _position + 1)
            {
                RecordGap(
                    string.Create(CultureInfo.InvariantCulture, $"the entries from {_position + 1} to {entry.Position - 1} are gone"));
            }

            if (entry.IsGap)
            {
                RecordGap("its writer has missed changes of the table");
            }

            var changes = complete is null ? entry.Changes : [.. entry.Changes.Where(IsReportedNow)];
            _position = entry.Position;
            if (changes.Count > 0)
            {
                listener.OnRecords(changes);
            }
        }

        if (page.Head is not { } head)
        {
            return;
        }

        if (head.Position < _position || head.Id != (_id ?? head.Id))
        {
            RecordGap(string.Create(CultureInfo.InvariantCulture, $"it starts again, with {head.Position} entries"));
        }
        else if (head.Position > _position)
        {
            RecordGap(string.Create(CultureInfo.InvariantCulture, $"the entries from {_position + 1} to {head.Position} are gone"));
        }

        (_position, _id) = (head.Position, head.Id);
    }

    // All readers get an entry at about the same time, and reading an item that is too large for it costs the table many units. So it is
    // read a little later, once for all its changes meanwhile; nothing else waits for it.
    private bool IsReportedNow(StreamRecord change)
    {
        var item = change.Keys.GetRawText();
        if (change.HasState)
        {
            _large.Remove(item);
            return true;
        }

        _large[item] = change;
        _completion ??= NextCompletion();
        return false;
    }

    private (long Since, TimeSpan Wait) NextCompletion() => (clock.GetTimestamp(), settings.LargeItemSpread * settings.Random());

    private async Task CompleteInTimeAsync(CancellationToken stop)
    {
        if (_completion is not { } completion || clock.GetElapsedTime(completion.Since) < completion.Wait)
        {
            return;
        }

        try
        {
            var whole = await complete!([.. _large.Values], stop).ConfigureAwait(false);
            if (whole.Count > 0)
            {
                listener.OnRecords(whole);
            }
        }
        catch (DynamoDbException slow) when (slow.Failure == DynamoDbFailure.Throttled)
        {
            // The table is busy: no reason to read all of it.
            _completion = NextCompletion();
            return;
        }
        catch (DynamoDbException failed)
        {
            RecordGap($"an item that is too large for it cannot be read: {failed.Message}");
        }

        _large.Clear();
        _completion = null;
    }

    // Not immediately, since all readers get a gap at about the same time.
    private void RecordGap(string reason)
    {
        if (_reread is null)
        {
            var wait = settings.RereadSpread * settings.Random();
            _reread = (clock.GetTimestamp(), wait);
            LogGap(logger, reason, (long)wait.TotalMilliseconds);
        }
    }

    // Everything that was reported until now is in the table, which is read after this.
    private void ReportGapInTime()
    {
        if (_reread is { } reread && clock.GetElapsedTime(reread.Since) >= reread.Wait)
        {
            _reread = null;
            listener.OnGap();
        }
    }

    // Changes of items that are too large for the journal are reported later than their round.
    private void ReportRounds(JournalHead head)
    {
        if (_large.Count == 0)
        {
            listener.OnRounds(head.Rounds);
        }
    }

    private void Observe(JournalHead head)
    {
        headSeen?.Invoke(head);
        _lease.Observe(head);
        if (_lease.Unserved >= _silenceLimit)
        {
            throw new DynamoDbException(
                DynamoDbFailure.JournalSilent,
                string.Create(
                    CultureInfo.InvariantCulture, $"the journal has not been written for {_lease.Unserved.TotalSeconds:0} seconds"));
        }
    }

    private void SlowDown(DynamoDbException slow)
    {
        if (Interval == settings.Interval)
        {
            LogSlowed(logger, slow.Message);
        }

        var longer = Interval * 2;
        Interval = longer < settings.MaxInterval ? longer : settings.MaxInterval;
    }

    // Slowly, so that the readers of a busy journal do not oscillate together.
    private void SpeedUp()
    {
        var shorter = Interval * 0.9;
        Interval = shorter > settings.Interval ? shorter : settings.Interval;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The table is read again: the journal does not have all of its changes [in {wait_ms} ms: {reason}]")]
    private static partial void LogGap(ILogger logger, string reason, long wait_ms);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal has more readers than it can serve; reading it less often [{error}]")]
    private static partial void LogSlowed(ILogger logger, string error);
}
