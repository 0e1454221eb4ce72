using System.Threading.Channels;
using Confd.Flags.Storage;
using Confd.Following;

namespace Confd.Flags.Tests.Client;

/// <summary>Changes that a test announces.</summary>
internal sealed class ScriptedChanges : IFlagChangeSource
{
    private readonly SemaphoreSlim _opened = new(0);
    private readonly SemaphoreSlim _awaited = new(0);
    private Channel<StoredChanges?> _channel = Channel.CreateUnbounded<StoredChanges?>();

    /// <summary>False: there is nothing to follow.</summary>
    public bool CanFollow { get; init; } = true;

    public int Closed { get; private set; }

    /// <summary>What opening waits for, if for anything; fails where that fails.</summary>
    public Task Opening { get; set; } = Task.CompletedTask;

    /// <summary>Completes once for each watch that was asked for.</summary>
    public Task WaitUntilOpenedAsync() => _opened.WaitAsync(Cancellation);

    /// <summary>Completes once for each wait for a change: what comes with the watch has been read.</summary>
    public Task WaitUntilAwaitedAsync() => _awaited.WaitAsync(Cancellation);

    public void Announce() => _channel.Writer.TryWrite(StoredChanges.Anything);

    public void Announce(params StoredChange[] items) => _channel.Writer.TryWrite(StoredChanges.Of(items));

    public void Break() => _channel.Writer.TryWrite(null);

    public async Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken)
    {
        _channel = Channel.CreateUnbounded<StoredChanges?>();
        _opened.Release();
        await Opening.WaitAsync(cancellationToken);
        return CanFollow ? new Watch(this, _channel.Reader) : null;
    }

    private sealed class Watch(ScriptedChanges owner, ChannelReader<StoredChanges?> changes) : IChangeWatch<StoredChanges>
    {
        public async Task<StoredChanges> WaitForChangeAsync(CancellationToken cancellationToken)
        {
            owner._awaited.Release();
            return await changes.ReadAsync(cancellationToken) ?? throw new FlagStoreException("the stream broke");
        }

        public ValueTask DisposeAsync()
        {
            owner.Closed++;
            return ValueTask.CompletedTask;
        }
    }
}
