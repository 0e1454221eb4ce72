using System.Runtime.InteropServices;
using Confd.Cli.Logging;
using Confd.Cli.Operation;

namespace Confd.Cli.Tools;

/// <summary>A run that SIGINT, SIGQUIT and SIGTERM end in good order.</summary>
internal static class SignalledRun
{
    private static readonly TimeSpan HardEnd = TimeSpan.FromSeconds(30);

    /// <summary>Runs until it is done, a signal ends it, or the token does.</summary>
    /// <param name="host">Where signals come from.</param>
    /// <param name="run">What is run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="reload">Done on SIGHUP; null: it has no effect.</param>
    /// <exception cref="InterruptedException">It is no daemon, and was ended before it was done.</exception>
    public static async Task<int> RunAsync(
        CliHost host, Func<CancellationToken, Task<int>> run, CancellationToken cancellationToken, Action? reload = null)
    {
        // Caught until the process has ended: a second one must make no failure of a good end.
        var signals = host.ListenToSignals();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = StopOnSignalAsync(host, signals, stopping, reload);
        try
        {
            return await run(stopping.Token);
        }
        catch (OperationCanceledException ended) when (stopping.IsCancellationRequested && ended is not InterruptedException
            && !cancellationToken.IsCancellationRequested)
        {
            // Asked to stop before it had begun.
            return ToolExitCode.Success;
        }
        finally
        {
            await stopping.CancelAsync();
            await listening;
        }
    }

    private static async Task StopOnSignalAsync(CliHost host, SignalQueue signals, CancellationTokenSource stopping, Action? reload)
    {
        // Elsewhere, one after the other: whatever holds a reload up must not hold up the signals, nor the end.
        var reloading = Task.CompletedTask;
        try
        {
            while (await signals.NextAsync(stopping.Token) == PosixSignal.SIGHUP)
            {
                reloading = reloading.ContinueWith(
                    _ => Reload(host, reload), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            host.EndWithin(HardEnd);
            await stopping.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It has ended by itself.
        }
    }

    // Those who reload tell of what they know may fail; anything else would be lost with its task.
    private static void Reload(CliHost host, Action? reload)
    {
        try
        {
            reload?.Invoke();
        }
        catch (Exception defect)
        {
            Complaint.Error(host.Error, $"reload after SIGHUP: {DefectText.Of(defect).Redacted}");
        }
    }
}
