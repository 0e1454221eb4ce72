using System.Runtime.InteropServices;
using Confd.Cli.Logging;
using Confd.Cli.Operation;

namespace Confd.Cli.Signals;

/// <summary>Runs an operation until it is done or a signal stops it. SIGTERM, SIGINT and SIGQUIT stop; if it blocks then, the guard
/// terminates the program when the time limit has passed.</summary>
/// <param name="Host">Provides the guard, and standard error for a failed reload.</param>
/// <param name="Signals">The source of signals.</param>
/// <param name="Limit">How long the end may take.</param>
internal sealed record SignalledRun(CliHost Host, SignalQueue Signals, TimeSpan Limit)
{
    /// <summary>Handles SIGHUP, one call after the other; its waits delay neither signals nor the end. Null where SIGHUP
    /// stops, too.</summary>
    public Func<Task>? Reload { get; init; }

    /// <summary>Receives all other signals.</summary>
    public Action<PosixSignal> ForwardSignal { get; init; } = _ => { };

    /// <summary>Called with the signal that stops, before the operation is cancelled.</summary>
    public Action<PosixSignal> Stopping { get; init; } = _ => { };

    /// <summary>Runs to the end.</summary>
    /// <param name="run">The operation; has to end when its token is cancelled, normally or with that exception.</param>
    /// <param name="cancellationToken">Cancels it, too.</param>
    /// <returns>Its result, the default where a signal cancelled it; and that signal.</returns>
    public async Task<(T? Result, PosixSignal? Signal)> RunAsync<T>(
        Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Begin(run, stopping.Token);
        var signal = await ListenAsync(running, stopping);
        try
        {
            return (await running, signal);
        }
        catch (OperationCanceledException) when (signal is not null)
        {
            return (default, signal);
        }
    }

    /// <summary>Opens a resource. A signal that stops cancels that: a server that does not answer is abandoned.</summary>
    /// <param name="open">Opens it; a resource that is opened after the end is closed again.</param>
    /// <returns>The resource; null with the signal that arrived before.</returns>
    public async Task<(T? Opened, PosixSignal? Signal)> OpenAsync<T>(Func<CancellationToken, Task<T>> open)
        where T : class, IAsyncDisposable
    {
        using var stopping = new CancellationTokenSource();
        var opening = Begin(open, stopping.Token);
        if (await ListenAsync(opening, stopping) is not { } signal)
        {
            return (await opening, null);
        }

        _ = CloseAsync(opening);
        return (null, signal);
    }

    // On another thread: if it blocks, signals must still be handled.
    private static Task<T> Begin<T>(Func<CancellationToken, Task<T>> run, CancellationToken stop) =>
        Task.Run(() => run(stop), CancellationToken.None);

    // No caller is waiting for it anymore: a failure is ignored.
    private static async Task CloseAsync<T>(Task<T> opening)
        where T : class, IAsyncDisposable
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await opening.Result.DisposeAsync();
        }
    }

    private async Task<PosixSignal?> ListenAsync(Task running, CancellationTokenSource stopping)
    {
        var reloading = Task.CompletedTask;
        while (await Signals.NextBeforeAsync(running) is { } signal)
        {
            switch (signal)
            {
                case PosixSignal.SIGHUP when Reload is not null:
                    reloading = ReloadAsync(reloading, Reload);
                    break;
                case PosixSignal.SIGHUP or PosixSignal.SIGTERM or PosixSignal.SIGINT or PosixSignal.SIGQUIT:
                    Host.EndWithin(Limit);
                    Stopping(signal);
                    await stopping.CancelAsync();
                    return signal;
                default:
                    ForwardSignal(signal);
                    break;
            }
        }

        return null;
    }

    // Reload functions report expected failures themselves; any other exception would be lost with its task.
    private async Task ReloadAsync(Task before, Func<Task> reload)
    {
        await before;
        try
        {
            await reload();
        }
        catch (Exception defect)
        {
            ToolMessages.Error(Host.Error, $"reload after SIGHUP: {DefectText.Of(defect).Redacted}");
        }
    }
}
