using System.Runtime.InteropServices;
using Confd.Cli.Operation;
using Confd.Cli.Signals;
using Confd.Engine.Posix;
using Confd.Engine.Running;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Running;

/// <summary>Runs the engine until a signal or the engine itself ends it; notifies systemd and the log.</summary>
/// <param name="signalled">Receives signals, and reports the one that stops.</param>
/// <param name="systemd">Notified of the start, reloads and the end.</param>
/// <param name="logger">Logs reloads.</param>
internal sealed partial class EngineDaemon(SignalledRun signalled, SystemdNotifier systemd, ILogger logger)
{
    /// <summary>Passes a signal on to the supervised child; null where there is none.</summary>
    public Action<int>? ForwardSignal { get; init; }

    /// <summary>True where SIGHUP is passed on as well.</summary>
    public bool ForwardsHangup { get; init; }

    /// <summary>Runs until the end.</summary>
    /// <param name="run">The engine's loop; cancelled to stop it, after which it ends within the shutdown timeout.</param>
    /// <param name="reload">Makes the engine read the resources and all templates again.</param>
    /// <returns>How the engine ended.</returns>
    public async Task<RunResult> RunAsync(Func<CancellationToken, Task<RunResult>> run, Action reload)
    {
        var listening = signalled with
        {
            Reload = () =>
            {
                Reload(reload);
                return Task.CompletedTask;
            },
            ForwardSignal = Forward,
            Stopping = signal =>
            {
                signalled.Stopping(signal);
                systemd.Stopping();
            },
        };
        systemd.Ready();
        var (result, _) = await listening.RunAsync(run);
        return result ?? RunResult.Success;
    }

    private void Reload(Action reload)
    {
        LogReloading(logger);
        systemd.Reloading();
        LogTriggering(logger);
        LogSent(logger);
        reload();
        systemd.Ready();
        if (ForwardsHangup)
        {
            Forward(PosixSignal.SIGHUP);
        }
    }

    private void Forward(PosixSignal signal) => ForwardSignal?.Invoke(LinuxSignal.NumberOf(signal));

    [LoggerMessage(Level = LogLevel.Information, Message = "Captured SIGHUP. Reloading configuration...")]
    private static partial void LogReloading(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Triggering configuration reload")]
    private static partial void LogTriggering(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reload notification sent to 1 subscriber(s)")]
    private static partial void LogSent(ILogger logger);
}
