using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>Reads a journal from a position on, question by question, and reports to a listener. Not safe to share between
/// threads.</summary>
/// <param name="store">The journal.</param>
/// <param name="position">The last position that the listener knows of.</param>
/// <param name="listener">Hears of changes and gaps.</param>
/// <param name="complete">Fetches the image of a record whose item was too large for the journal.</param>
/// <param name="headSeen">Hears of every head that is seen; null for nobody.</param>
/// <param name="settings">Times.</param>
/// <param name="clock">All waits are measured by it.</param>
/// <param name="logger">Hears of gaps and of slowing down.</param>
internal sealed partial class JournalReader(
    IJournalStore store,
    long position,
    IStreamListener listener,
    Func<StreamRecord, CancellationToken, Task<StreamRecord>> complete,
    Action<JournalHead>? headSeen,
    JournalSettings settings,
    TimeProvider clock,
    ILogger logger)
{
    private readonly LeaseWatch _lease = new(clock);
    private long _position = position;

    /// <summary>How long to wait before the next question: longer while the journal asks to slow down.</summary>
    public TimeSpan Interval { get; private set; } = settings.Interval;

    /// <summary>Asks once, and reports what is new.</summary>
    /// <exception cref="DynamoDbException">The journal cannot be read; <see cref="DynamoDbFailure.JournalSilent"/>: nobody writes
    /// it.</exception>
    public async Task AskAsync(CancellationToken stop)
    {
        JournalPage page;
        do
        {
            try
            {
                page = await store.ReadAsync(_position, isConsistent: false, stop).ConfigureAwait(false);
                await ReportAsync(page, stop).ConfigureAwait(false);
            }
            catch (DynamoDbException slow) when (slow.Failure == DynamoDbFailure.Throttled)
            {
                SlowDown(slow);
                return;
            }

            SpeedUp();
        }
        while (page.Head is null);

        Observe(page.Head);
    }

    private async Task ReportAsync(JournalPage page, CancellationToken stop)
    {
        foreach (var entry in page.Entries)
        {
            if (entry.Position != _position + 1 && !await IsWholeAsync(stop).ConfigureAwait(false))
            {
                // Expired before this reader came to them.
                await GapAsync(
                    $"the entries from {_position + 1} to {entry.Position - 1} are gone", entry.Position, stop).ConfigureAwait(false);
                continue;
            }

            if (entry.Position != _position + 1)
            {
                // The answer had a hole that the journal has not: the next question brings what was missing.
                return;
            }

            await ReportAsync(entry, stop).ConfigureAwait(false);
        }

        if (page.Entries.Count == 0 && page.Head is { } head && head.Position > _position && !await IsWholeAsync(stop).ConfigureAwait(false))
        {
            await GapAsync($"the entries from {_position + 1} to {head.Position} are gone", head.Position, stop).ConfigureAwait(false);
        }
    }

    private async Task ReportAsync(JournalEntry entry, CancellationToken stop)
    {
        if (entry.IsGap)
        {
            await GapAsync("its writer has missed changes of the table", entry.Position, stop).ConfigureAwait(false);
            return;
        }

        var changes = new List<StreamRecord>(entry.Changes.Count);
        foreach (var change in entry.Changes)
        {
            changes.Add(change.TellsState ? change : await complete(change, stop).ConfigureAwait(false));
        }

        _position = entry.Position;
        if (changes.Count > 0)
        {
            listener.OnRecords(changes);
        }
    }

    // An answer that is not consistent may lack what was written a moment ago; one that is consistent decides.
    private async Task<bool> IsWholeAsync(CancellationToken stop)
    {
        var page = await store.ReadAsync(_position, isConsistent: true, stop).ConfigureAwait(false);
        return page.Entries.Count > 0 ? page.Entries[0].Position == _position + 1 : page.Head?.Position == _position;
    }

    private async Task GapAsync(string reason, long entryPosition, CancellationToken stop)
    {
        var wait = settings.RereadSpread * settings.Random();
        LogGap(logger, reason, (long)wait.TotalMilliseconds);
        await Task.Delay(wait, clock, stop).ConfigureAwait(false);
        _position = entryPosition;
        listener.OnGap();
    }

    private void Observe(JournalHead head)
    {
        headSeen?.Invoke(head);
        _lease.Observe(head);
        if (_lease.StoodStill >= settings.SilenceLimit)
        {
            throw new DynamoDbException(
                DynamoDbFailure.JournalSilent, $"nobody has written the journal for {_lease.StoodStill.TotalSeconds:0} seconds");
        }
    }

    private void SlowDown(DynamoDbException slow)
    {
        if (Interval == settings.Interval)
        {
            LogSlowed(logger, slow.Message);
        }

        var longer = Interval * 2;
        Interval = longer < settings.LongestInterval ? longer : settings.LongestInterval;
    }

    // Slowly, so that the readers of a busy journal do not swing together.
    private void SpeedUp()
    {
        var shorter = Interval * 0.9;
        Interval = shorter > settings.Interval ? shorter : settings.Interval;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The table is read anew: the journal cannot tell all of its changes")]
    private static partial void LogGap(ILogger logger, string reason, long wait_ms);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal has more readers than it serves; asking less often")]
    private static partial void LogSlowed(ILogger logger, string error);
}
