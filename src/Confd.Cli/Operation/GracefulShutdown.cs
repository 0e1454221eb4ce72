using Confd.Engine.Documents;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Operation;

/// <summary>The shutdown of a daemon in the original's phases: the HTTP server lets requests finish, then the backends are
/// closed.</summary>
internal static partial class GracefulShutdown
{
    private static readonly TimeSpan ServerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MinBackendTime = TimeSpan.FromSeconds(1);

    /// <summary>The time beyond all limits before the program is terminated.</summary>
    public static TimeSpan Slack { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The time limit for the HTTP server: at most 5 seconds of the shutdown's.</summary>
    public static TimeSpan ServerTime(TimeSpan timeout) =>
        timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout < ServerLimit ? timeout : ServerLimit;

    /// <summary>The time limit for the backends: the shutdown's, but at least a second.</summary>
    public static TimeSpan BackendTime(TimeSpan timeout) => timeout > MinBackendTime ? timeout : MinBackendTime;

    /// <summary>Stops both. Failures are logged and delay nothing.</summary>
    /// <param name="timeout">The time limit for each; the server gets at most 5 seconds.</param>
    /// <param name="stopServer">Lets the requests of the HTTP server finish until its token is cancelled; null where there is no
    /// server.</param>
    /// <param name="closeBackends">Closes every backend.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Logs every phase.</param>
    public static async Task RunAsync(
        TimeSpan timeout, Func<CancellationToken, Task>? stopServer, Func<ValueTask> closeBackends, TimeProvider clock, ILogger logger)
    {
        LogStarting(logger, DurationText.Format(timeout));
        if (stopServer is not null)
        {
            LogPhase1(logger);
            await StopAsync(stopServer, ServerTime(timeout), clock, logger);
        }

        LogPhase2(logger);
        await CloseAsync(CloseAllAsync(), BackendTime(timeout), clock, logger);

        LogCompleted(logger);

        async Task CloseAllAsync() => await closeBackends();
    }

    // A backend whose server or mount hangs must not keep the program: its resources end with the process.
    private static async Task CloseAsync(Task closing, TimeSpan limit, TimeProvider clock, ILogger logger)
    {
        try
        {
            await closing.WaitAsync(limit, clock);
            LogBackendsClosed(logger);
        }
        catch (TimeoutException) when (!closing.IsCompleted)
        {
            LogBackendsNotClosed(logger, $"they took longer than {DurationText.Format(limit)}");
        }
        catch (Exception problem)
        {
            LogBackendsNotClosed(logger, FailureText.Of(problem));
        }
    }

    private static async Task StopAsync(
        Func<CancellationToken, Task> stopServer, TimeSpan limit, TimeProvider clock, ILogger logger)
    {
        using var source = new CancellationTokenSource(limit, clock);
        try
        {
            await stopServer(source.Token);
        }
        catch (Exception problem)
        {
            LogServerNotDown(logger, FailureText.Of(problem));
            return;
        }

        if (source.IsCancellationRequested)
        {
            LogServerNotDown(logger, "requests were cut off at the time limit");
        }
        else
        {
            LogServerDown(logger);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting graceful shutdown (timeout: {Timeout})")]
    private static partial void LogStarting(ILogger logger, string timeout);

    [LoggerMessage(Level = LogLevel.Information, Message = "Phase 1: Shutting down metrics server")]
    private static partial void LogPhase1(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Metrics server shut down successfully")]
    private static partial void LogServerDown(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Metrics server shutdown error: {Reason}")]
    private static partial void LogServerNotDown(ILogger logger, ErrorText reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Phase 2: Closing backend connections")]
    private static partial void LogPhase2(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend connections closed successfully")]
    private static partial void LogBackendsClosed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend connection close error: {Reason}")]
    private static partial void LogBackendsNotClosed(ILogger logger, ErrorText reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Graceful shutdown completed")]
    private static partial void LogCompleted(ILogger logger);
}
