using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Operation;

/// <summary>Waits for what a daemon opens before it runs. A signal that stops is the end of it, as it is later: a server that does not
/// answer is left behind. SIGHUP has no effect, as nothing was read yet that could be read anew.</summary>
internal sealed class SignalledOpening(SignalQueue signals, ILogger logger)
{
    /// <summary>Called with the signal that stops.</summary>
    public Action Ending { get; init; } = () => { };

    /// <summary>Opens.</summary>
    /// <param name="open">Opens; what comes after the end is closed again.</param>
    /// <returns>Null: a signal came before.</returns>
    public async Task<T?> RunAsync<T>(Func<CancellationToken, Task<T>> open)
        where T : class, IAsyncDisposable
    {
        using var stopping = new CancellationTokenSource();
        var stop = stopping.Token;
        var opening = Task.Run(() => open(stop), CancellationToken.None);
        while (await signals.NextBeforeAsync(opening) is { } signal)
        {
            if (signal is PosixSignal.SIGTERM or PosixSignal.SIGINT or PosixSignal.SIGQUIT)
            {
                Ending();
                Daemon.LogStopping(logger, Daemon.Describe(signal));
                await stopping.CancelAsync();
                _ = CloseAsync(opening);
                return null;
            }
        }

        return await opening;
    }

    // Nobody waits for it any more: what fails here fails for nobody.
    private static async Task CloseAsync<T>(Task<T> opening)
        where T : class, IAsyncDisposable
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await opening.Result.DisposeAsync();
        }
    }
}
