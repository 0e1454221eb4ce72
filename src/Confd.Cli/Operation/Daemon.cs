using System.Runtime.InteropServices;
using Confd.Engine.Running;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Operation;

/// <summary>Runs the engine until a signal or the engine itself ends it: SIGHUP reloads, SIGTERM, SIGINT and SIGQUIT stop, others go to the
/// child.</summary>
internal sealed partial class Daemon(SignalQueue signals, SystemdNotifier systemd, ILogger logger)
{
    /// <summary>Hands a signal on to the supervised child; null where there is none.</summary>
    public Action<int>? PassOn { get; init; }

    /// <summary>True where SIGHUP is passed on as well.</summary>
    public bool PassesHangupOn { get; init; }

    /// <summary>Called with the first signal that stops, before the engine is stopped.</summary>
    public Action Ending { get; init; } = () => { };

    /// <summary>Runs until the end.</summary>
    /// <param name="run">The engine's loop; cancelled to stop it, after which it ends by itself within the shutdown timeout.</param>
    /// <param name="reload">Makes the engine read the resources anew, and all templates.</param>
    /// <returns>How the engine ended.</returns>
    public async Task<RunResult> RunAsync(Func<CancellationToken, Task<RunResult>> run, Action reload)
    {
        using var stopping = new CancellationTokenSource();
        // Elsewhere: whatever holds the engine up must not hold up the signals.
        var running = Task.Run(() => run(stopping.Token), CancellationToken.None);
        systemd.Ready();
        while (!running.IsCompleted && !stopping.IsCancellationRequested)
        {
            if (await signals.NextBeforeAsync(running) is not { } signal)
            {
                break;
            }

            if (signal == PosixSignal.SIGHUP)
            {
                Reload(reload);
                if (PassesHangupOn)
                {
                    PassOn?.Invoke(PosixProcess.NumberOf(signal));
                }

                continue;
            }

            if (signal is not (PosixSignal.SIGTERM or PosixSignal.SIGINT or PosixSignal.SIGQUIT))
            {
                PassOn?.Invoke(PosixProcess.NumberOf(signal));
                continue;
            }

            Ending();
            LogStopping(logger, Describe(signal));
            systemd.Stopping();
            await stopping.CancelAsync();
        }

        return await running;
    }

    /// <summary>Go's word for a signal.</summary>
    public static string Describe(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => "hangup",
        PosixSignal.SIGINT => "interrupt",
        PosixSignal.SIGQUIT => "quit",
        _ => "terminated",
    };

    private void Reload(Action reload)
    {
        LogReloading(logger);
        systemd.Reloading();
        LogTriggering(logger);
        LogSent(logger);
        reload();
        systemd.Ready();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Captured SIGHUP. Reloading configuration...")]
    private static partial void LogReloading(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Triggering configuration reload")]
    private static partial void LogTriggering(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reload notification sent to 1 subscriber(s)")]
    private static partial void LogSent(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Captured {Signal}. Initiating shutdown...")]
    internal static partial void LogStopping(ILogger logger, string signal);
}
