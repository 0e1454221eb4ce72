namespace Confd.Backends.ZooKeeper.Tests.Support;

/// <summary>Does what whoever follows a backend does: goes on after failures that pass.</summary>
internal static class Eventually
{
    /// <summary>Reads, again where it fails.</summary>
    public static async Task<KeyReading> ReadAsync(IKeyBackend backend, string key, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await backend.ReadAsync([key], cancellationToken);
            }
            catch (KeyBackendException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Waits for a change, on a new watch where the old one breaks: opening that counts as a change.</summary>
    /// <returns>The watch to go on with.</returns>
    public static async Task<KeyWatch> ChangedAsync(IKeyBackend backend, KeyWatch watch, string key, CancellationToken cancellationToken)
    {
        try
        {
            await watch.WaitForChangeAsync(cancellationToken);
            return watch;
        }
        catch (KeyBackendException)
        {
            await watch.DisposeAsync();
            while (true)
            {
                try
                {
                    return (await backend.OpenWatchAsync([key], cancellationToken))!;
                }
                catch (KeyBackendException)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
    }
}
