using Confd.Flags.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Extensions.Flags;

/// <summary>Holds a host's start until the flags are there, but not for ever: a program without flags is better than none.</summary>
/// <param name="flags">The client; null: another stands in its place, which nobody waits for.</param>
/// <param name="client">How it reads its store.</param>
/// <param name="options">How long the start may take.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Hears of flags that are late.</param>
internal sealed partial class FlagStartup(
    FlagClient? flags, FlagClientOptions client, FlagHostingOptions options, TimeProvider clock, ILogger? logger) : IHostedService
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (flags is null)
        {
            return;
        }

        // Such a client reads when it is told to, and here nobody else does.
        if (client is { RefreshInterval: var interval, LiveUpdates: false } && interval == Timeout.InfiniteTimeSpan)
        {
            _ = ReadAsync(flags);
        }

        if (options.StartTimeout == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await flags.WaitUntilReadyAsync(cancellationToken).WaitAsync(
                options.StartTimeout, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogLate(options.StartTimeout);
        }
    }

    private async Task ReadAsync(FlagClient client)
    {
        try
        {
            await client.RefreshAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnread(problem);
        }
    }

    // The client is disposed with the services.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "No flags after {StartTimeout}; defaults are answered until they are there")]
    private partial void LogLate(TimeSpan startTimeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flags could not be read, and are not read again before RefreshAsync")]
    private partial void LogUnread(Exception problem);
}
