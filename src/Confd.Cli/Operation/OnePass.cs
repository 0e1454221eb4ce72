using Confd.Engine.Running;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Operation;

/// <summary>
/// Runs one pass. The first signal stops it: no further resource is begun, the one at work is finished within the shutdown timeout,
/// commands included, and then the signal ends the program. The original is ended at once and leaves its commands behind.
/// </summary>
internal sealed partial class OnePass(SignalQueue signals, ILogger logger)
{
    private const int SignalledExitStatus = 128;

    /// <summary>Called with the signal, before the pass is stopped.</summary>
    public Action Ending { get; init; } = () => { };

    /// <summary>Runs to the end.</summary>
    /// <param name="run">The pass; ends by itself within the shutdown timeout after it was cancelled.</param>
    public async Task<ProgramEnd> RunAsync(Func<CancellationToken, Task<RunResult>> run)
    {
        using var stopping = new CancellationTokenSource();
        using var waiting = new CancellationTokenSource();
        var arriving = signals.NextAsync(waiting.Token).AsTask();
        var running = Task.Run(() => run(stopping.Token), CancellationToken.None);
        if (await Task.WhenAny(running, arriving) == running)
        {
            await waiting.CancelAsync();
            var result = await running;
            return new ProgramEnd(result.ExitStatus, result.Text);
        }

        var signal = await arriving;
        Ending();
        LogStopping(logger, Daemon.Describe(signal));
        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // Resources were left over.
        }

        return new ProgramEnd(SignalledExitStatus + PosixProcess.NumberOf(signal), "") { Signal = signal };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Captured {Signal}. Initiating shutdown...")]
    private static partial void LogStopping(ILogger logger, string signal);
}
