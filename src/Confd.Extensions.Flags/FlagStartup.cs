using Confd.Flags.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Extensions.Flags;

/// <summary>Delays a host's start until the flags have been read, with a time limit: a program without flags is better than none.</summary>
/// <param name="made">The client with its settings; null: it is replaced by another one, for which the host does not wait.</param>
internal sealed partial class FlagStartup(RegisteredClient? made) : IHostedService
{
    private readonly ILogger _logger = made?.Options.Logger ?? NullLogger.Instance;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (made is not var (flags, options, hosting))
        {
            return;
        }

        // Such a client reads only on request, and here there is no other request.
        if (options is { RefreshInterval: var interval, LiveUpdates: false } && interval == Timeout.InfiniteTimeSpan)
        {
            _ = ReadAsync(flags);
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
            LogLate(hosting.StartTimeout, flags.Health.Problem);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "No flags after {StartTimeout}; defaults are returned until they have been read")]
    private partial void LogLate(TimeSpan startTimeout, Exception? problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flags could not be read, and are not read again until RefreshAsync is called")]
    private partial void LogUnread(Exception problem);
}
