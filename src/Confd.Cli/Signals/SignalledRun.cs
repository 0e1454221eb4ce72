using System.Runtime.InteropServices;
using Confd.Cli.Logging;
using Confd.Cli.Operation;

namespace Confd.Cli.Signals;

/// <summary>Runs something until it is done or a signal stops it. SIGTERM, SIGINT and SIGQUIT stop; what blocks then is ended by the guard
/// when its time is over.</summary>
/// <param name="Host">Has the guard, and hears of a reload that fails.</param>
/// <param name="Signals">Where signals come from.</param>
/// <param name="Limit">How long the end may take.</param>
internal sealed record SignalledRun(CliHost Host, SignalQueue Signals, TimeSpan Limit)
{
    /// <summary>Does what SIGHUP asks for, one after the other; what it waits for holds up neither signals nor the end. Null where SIGHUP
    /// stops, too.</summary>
    public Func<Task>? Reload { get; init; }

    /// <summary>Takes the signals that are for others.</summary>
    public Action<PosixSignal> PassOn { get; init; } = _ => { };

    /// <summary>Called with the signal that stops, before what runs hears of it.</summary>
    public Action<PosixSignal> Stopping { get; init; } = _ => { };

    /// <summary>Runs to the end.</summary>
    /// <param name="run">What is run; has to end where its token is cancelled, by itself or by that exception.</param>
    /// <param name="cancellationToken">Ends it, too.</param>
    /// <returns>What it ended with, nothing where a signal broke it off; and that signal.</returns>
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

    /// <summary>Opens what is to be run. A signal that stops is the end of it: a server that does not answer is left behind.</summary>
    /// <param name="open">Opens; what comes after the end is closed again.</param>
    /// <returns>Null: a signal came before.</returns>
    public async Task<T?> OpenAsync<T>(Func<CancellationToken, Task<T>> open)
        where T : class, IAsyncDisposable
    {
        using var stopping = new CancellationTokenSource();
        var opening = Begin(open, stopping.Token);
        if (await ListenAsync(opening, stopping) is null)
        {
            return await opening;
        }

        _ = CloseAsync(opening);
        return null;
    }

    // Elsewhere: whatever holds it up must not hold up the signals.
    private static Task<T> Begin<T>(Func<CancellationToken, Task<T>> run, CancellationToken stop) =>
        Task.Run(() => run(stop), CancellationToken.None);

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
                    PassOn(signal);
                    break;
            }
        }

        return null;
    }

    // Those who reload tell of what they know may fail; anything else would be lost with its task.
    private async Task ReloadAsync(Task before, Func<Task> reload)
    {
        await before;
        try
        {
            await reload();
        }
        catch (Exception defect)
        {
            Complaint.Error(Host.Error, $"reload after SIGHUP: {DefectText.Of(defect).Redacted}");
        }
    }
}
