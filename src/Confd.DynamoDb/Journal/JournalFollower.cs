using Confd.DynamoDb.Changes;

namespace Confd.DynamoDb.Journal;

/// <summary>Follows a table by its journal: requests the entries after the last one it has, and reports their changes.</summary>
/// <remarks>
/// A request costs half a read unit while little is new. If entries that it needs are gone, it reports a gap after a random delay, so that
/// many readers do not read the table at the same moment. If the head does not change for too long, it ends: the table is then followed in
/// another way.
/// </remarks>
/// <param name="createReader">Creates the reader for a listener.</param>
/// <param name="settings">Times.</param>
/// <param name="clock">The clock of all delays.</param>
internal sealed class JournalFollower(Func<IChangeListener, JournalReader> createReader, JournalSettings settings, TimeProvider clock)
    : ITableFollower
{
    private readonly BackgroundLoop _loop = new();

    /// <inheritdoc/>
    public void Start(IChangeListener listener) => _loop.Start(() => RunAsync(listener, _loop.Stopping));

    /// <summary>Stops following, without notifying the listener.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Follows until it is cancelled, or until the listener was notified of a failure.</summary>
    public async Task RunAsync(IChangeListener listener, CancellationToken stop)
    {
        var reader = createReader(listener);
        try
        {
            while (true)
            {
                // Spread over the interval, so that readers that started together do not stay together.
                await Task.Delay(reader.Interval * (0.9 + (0.2 * settings.Random())), clock, stop).ConfigureAwait(false);
                await reader.PollAsync(stop).ConfigureAwait(false);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Cancelled.
        }
        catch (Exception failure)
        {
            listener.OnFailed(failure);
        }
    }
}
