using Confd.DynamoDb.Changes;

namespace Confd.DynamoDb.Journal;

/// <summary>Follows a table by its journal: asks for the entries after the last one it has, and reports their changes.</summary>
/// <remarks>
/// A question costs half a read unit while little is new. Where entries that it needs are gone it says so after a random wait, so that many
/// readers do not read the table in the same moment. Where the head stands still for too long it ends: the table is then followed in
/// another way.
/// </remarks>
/// <param name="createReader">Makes the reader for a listener.</param>
/// <param name="settings">Times.</param>
/// <param name="clock">All waits are measured by it.</param>
internal sealed class JournalFollower(Func<IChangeListener, JournalReader> createReader, JournalSettings settings, TimeProvider clock)
    : ITableFollower
{
    private readonly BackgroundLoop _loop = new();

    /// <inheritdoc/>
    public void Start(IChangeListener listener) => _loop.Start(() => RunAsync(listener, _loop.Stopping));

    /// <summary>Ends following, without a word to the listener.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Follows until it is stopped, or until the listener was told that it failed.</summary>
    public async Task RunAsync(IChangeListener listener, CancellationToken stop)
    {
        var reader = createReader(listener);
        try
        {
            while (true)
            {
                // Spread over the interval, so that readers that began together do not stay together.
                await Task.Delay(reader.Interval * (0.9 + (0.2 * settings.Random())), clock, stop).ConfigureAwait(false);
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
