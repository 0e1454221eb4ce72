using Confd.Shared;

namespace Confd.DynamoDb;

/// <summary>Background work that runs until its owner is disposed.</summary>
internal sealed class BackgroundLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private int _isStopped;

    /// <summary>Cancelled when the work must end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Starts the work, outside of the caller's trace. May be called once.</summary>
    public void Start(Func<Task> run) => _running = Detached.Start(() => Task.Run(run, CancellationToken.None));

    /// <summary>Cancels the work and waits until it has ended. Rethrows its exceptions.</summary>
    /// <returns>False where an earlier call has done so or is doing so: nothing was done, and nothing waited for.</returns>
    public async ValueTask<bool> StopAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) != 0)
        {
            return false;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
        return true;
    }

    /// <inheritdoc cref="StopAsync"/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}
