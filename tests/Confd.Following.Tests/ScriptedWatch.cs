using System.Threading.Channels;

namespace Confd.Following.Tests;

/// <summary>A watch that tells what a test writes into it.</summary>
internal sealed class ScriptedWatch : IChangeWatch<string>
{
    private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();

    private readonly SemaphoreSlim _awaited = new(0);
    private int _seen;

    public bool IsDisposed { get; private set; }

    public void Announce(string change) => _changes.Writer.TryWrite(change);

    public void Fail(string reason) => _changes.Writer.TryComplete(new IOException(reason));

    /// <summary>Completes when a change has been waited for so many times since the watch was made.</summary>
    public async Task WaitUntilAwaitedAsync(int times, CancellationToken cancellationToken)
    {
        for (; _seen < times; _seen++)
        {
            await _awaited.WaitAsync(cancellationToken);
        }
    }

    public void Expire() => _changes.Writer.TryComplete(new WatchExpiredException());

    public async Task<string> WaitForChangeAsync(CancellationToken cancellationToken)
    {
        try
        {
            _awaited.Release();
            return await _changes.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw closed.InnerException!;
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
