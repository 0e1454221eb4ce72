using Confd.Engine.Running;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Operation;

/// <summary>
/// Runs one pass. The first signal stops it: no further resource is begun, the one at work is finished within the shutdown timeout,
/// commands included, and then the signal ends the program. The original is ended at once and leaves its commands behind.
/// </summary>
internal sealed class OnePass(SignalQueue signals, ILogger logger)
{
    private const int SignalledExitStatus = 128;

    /// <summary>Called with the signal, before the pass is stopped.</summary>
    public Action Ending { get; init; } = () => { };

    /// <summary>Runs to the end.</summary>
    /// <param name="run">The pass; ends by itself within the shutdown timeout after it was cancelled.</param>
    public async Task<ProgramEnd> RunAsync(Func<CancellationToken, Task<RunResult>> run)
    {
        using var stopping = new CancellationTokenSource();
        var running = Task.Run(() => run(stopping.Token), CancellationToken.None);
        if (await signals.NextBeforeAsync(running) is not { } signal)
        {
            var result = await running;
            return new ProgramEnd(result.ExitStatus, result.Text);
        }

        Ending();
        Daemon.LogStopping(logger, Daemon.Describe(signal));
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
}
