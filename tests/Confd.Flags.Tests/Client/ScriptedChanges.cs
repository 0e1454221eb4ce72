using System.Threading.Channels;
using Confd.Flags.Storage;
using Confd.Following;

namespace Confd.Flags.Tests.Client;

/// <summary>Changes that a test announces.</summary>
internal sealed class ScriptedChanges : IFlagChangeSource
{
    private readonly SemaphoreSlim _opened = new(0);
    private Channel<StoredChanges?> _channel = Channel.CreateUnbounded<StoredChanges?>();

    /// <summary>False: there is nothing to follow.</summary>
    public bool CanFollow { get; init; } = true;

    public int Closed { get; private set; }

    /// <summary>Completes once for each watch that was asked for.</summary>
    public Task WaitUntilOpenedAsync() => _opened.WaitAsync(TestContext.Current.CancellationToken);

    public void Announce() => _channel.Writer.TryWrite(StoredChanges.Anything);

    public void Announce(params StoredChange[] items) => _channel.Writer.TryWrite(StoredChanges.Of(items));

    public void Break() => _channel.Writer.TryWrite(null);

    public Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken)
    {
        _channel = Channel.CreateUnbounded<StoredChanges?>();
        _opened.Release();
        return Task.FromResult<IChangeWatch<StoredChanges>?>(CanFollow ? new Watch(this, _channel.Reader) : null);
    }

    private sealed class Watch(ScriptedChanges owner, ChannelReader<StoredChanges?> changes) : IChangeWatch<StoredChanges>
    {
        public async Task<StoredChanges> WaitForChangeAsync(CancellationToken cancellationToken) =>
            await changes.ReadAsync(cancellationToken) ?? throw new FlagStoreException("the stream broke");

        public ValueTask DisposeAsync()
        {
            owner.Closed++;
            return ValueTask.CompletedTask;
        }
    }
}
