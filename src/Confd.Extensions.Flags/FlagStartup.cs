using Confd.Flags.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Extensions.Flags;

/// <summary>Delays a host's start until the flags of all clients have been read, with a time limit: a program without flags is better than
/// none.</summary>
/// <remarks>It waits before any service starts, so that none, such as a web server, runs without flags only because it was registered
/// first.</remarks>
/// <param name="provider">Resolves the clients.</param>
/// <param name="keys">Which clients.</param>
internal sealed partial class FlagStartup(IServiceProvider provider, IEnumerable<FlagStartKey> keys) : IHostedLifecycleService
{
    private Task? _waiting;

    public Task StartingAsync(CancellationToken cancellationToken) => WaitOnceAsync(cancellationToken);

    // Hosts that know only this call, such as a WebHost, wait here.
    public Task StartAsync(CancellationToken cancellationToken) => WaitOnceAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The clients are disposed with the services.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // At the same time, as each client has the whole limit, and searches for credentials on the thread that resolves it.
    private Task WaitOnceAsync(CancellationToken cancellationToken) => _waiting ??= Task.WhenAll(
        keys.Select(key => Task.Run(() => WaitAsync(key.ServiceKey, cancellationToken), cancellationToken)));

    private async Task WaitAsync(object? serviceKey, CancellationToken cancellationToken)
    {
        if (FlagServiceCollectionExtensions.ResolveRegistered(provider, serviceKey) is not var (flags, options, hosting))
        {
            return;
        }

        // Such a client reads only on request, and here there is no other request.
        var logger = options.Logger ?? NullLogger.Instance;
        if (options is { RefreshInterval: var interval, LiveUpdates: false } && interval == Timeout.InfiniteTimeSpan)
        {
            _ = ReadAsync(flags, logger);
        }

        if (hosting.StartTimeout == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await flags.WaitUntilReadyAsync(cancellationToken).WaitAsync(
                hosting.StartTimeout, options.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogLate(logger, hosting.StartTimeout, flags.Health.Problem);
        }
    }

    private static async Task ReadAsync(FlagClient client, ILogger logger)
    {
        try
        {
            await client.RefreshAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnread(logger, problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No flags after {StartTimeout}; defaults are returned until they have been read")]
    private static partial void LogLate(ILogger logger, TimeSpan startTimeout, Exception? problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flags could not be read, and are not read again until RefreshAsync is called")]
    private static partial void LogUnread(ILogger logger, Exception problem);
}
