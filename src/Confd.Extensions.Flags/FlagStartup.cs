using Confd.Flags.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Extensions.Flags;

/// <summary>Holds a host's start until the flags are there, but not for ever: a program without flags is better than none.</summary>
internal sealed partial class FlagStartup(
    FlagClient flags, FlagHostingOptions options, TimeProvider clock, ILogger? logger) : IHostedService
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.StartTimeout <= TimeSpan.Zero && options.StartTimeout != Timeout.InfiniteTimeSpan)
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

    // The client is disposed with the services.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "No flags after {StartTimeout}; defaults are answered until they are there")]
    private partial void LogLate(TimeSpan startTimeout);
}
