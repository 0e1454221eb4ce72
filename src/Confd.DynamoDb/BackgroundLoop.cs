using Confd.Shared;

namespace Confd.DynamoDb;

/// <summary>Work that goes on beside its owner until it is disposed.</summary>
internal sealed class BackgroundLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private int _isStopped;

    /// <summary>Is cancelled when the owner has enough.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins, with nothing of the caller's trace. To be called once.</summary>
    public void Start(Func<Task> run) => _running = Detached.Start(() => Task.Run(run, CancellationToken.None));

    /// <summary>Asks the work to end and waits until it has. What it throws is thrown here.</summary>
    /// <returns>False where an earlier call has done so or is about to: nothing was done, and nothing waited for.</returns>
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
