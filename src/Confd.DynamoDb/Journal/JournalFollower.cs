using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>Follows a table by its journal: asks for the entries after the last one it has, and reports their changes.</summary>
/// <remarks>
/// A question costs half a read unit while little is new. Where entries that it needs are gone it says so after a random wait, so that many
/// readers do not read the table in the same moment. Where the head stands still for too long it ends: the table is then followed in
/// another way.
/// </remarks>
internal sealed class JournalFollower : ITableFollower
{
    private readonly Func<IStreamListener, JournalReader> _createReader;
    private readonly JournalSettings _settings;
    private readonly TimeProvider _clock;
    private readonly BackgroundLoop _loop = new();

    private JournalFollower(Func<IStreamListener, JournalReader> createReader, JournalSettings settings, TimeProvider clock)
    {
        _createReader = createReader;
        _settings = settings;
        _clock = clock;
    }

    /// <summary>Fixes the position; nothing is reported before <see cref="Start"/>.</summary>
    /// <param name="store">The journal.</param>
    /// <param name="complete">Fetches the image of a record whose item was too large for the journal.</param>
    /// <param name="headSeen">Hears of every head that is seen; null for nobody.</param>
    /// <param name="settings">Times.</param>
    /// <param name="clock">All waits are measured by it.</param>
    /// <param name="logger">Hears of gaps and of slowing down.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>Null where the journal was never enabled.</returns>
    /// <exception cref="DynamoDbException">The journal cannot be read.</exception>
    public static async Task<JournalFollower?> OpenAsync(
        IJournalStore store,
        Func<StreamRecord, CancellationToken, Task<StreamRecord>> complete,
        Action<JournalHead>? headSeen,
        JournalSettings settings,
        TimeProvider clock,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var head = await store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head is null)
        {
            return null;
        }

        headSeen?.Invoke(head);
        return new JournalFollower(
            listener => new JournalReader(store, head.Position, listener, complete, headSeen, settings, clock, logger), settings, clock);
    }

    /// <inheritdoc/>
    public void Start(IStreamListener listener) =>
        _loop.Start(() => RunAsync(_createReader(listener), listener));

    /// <summary>Ends following, without a word to the listener.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task RunAsync(JournalReader reader, IStreamListener listener)
    {
        var stop = _loop.Stopping;
        try
        {
            while (true)
            {
                // Spread over the interval, so that readers that began together do not stay together.
                await Task.Delay(reader.Interval * (0.9 + (0.2 * _settings.Random())), _clock, stop).ConfigureAwait(false);
                await reader.AskAsync(stop).ConfigureAwait(false);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Ended on request.
        }
        catch (Exception failure)
        {
            listener.OnFailed(failure);
        }
    }
}
