using System.Collections.Immutable;
using Confd.Following;

namespace Confd.Flags.Storage;

/// <summary>The watches of a store in this process, which tells them that it has changed. Safe to share between threads.</summary>
public sealed class FlagWatches
{
    private ImmutableArray<Watch> _watches = [];

    /// <summary>Begins to listen.</summary>
    public IChangeWatch<StoredChanges> Open()
    {
        var watch = new Watch(this);
        ImmutableInterlocked.Update(ref _watches, static (watches, own) => watches.Add(own), watch);
        return watch;
    }

    /// <summary>Tells all that listen that anything may have changed, since to read a store in memory costs nothing; several changes before
    /// one of them looks are one.</summary>
    public void Raise()
    {
        foreach (var watch in _watches)
        {
            watch.Signal.Set();
        }
    }

    private sealed class Watch(FlagWatches owner) : IChangeWatch<StoredChanges>
    {
        public ChangeSignal Signal { get; } = new();

        public async Task<StoredChanges> WaitForChangeAsync(CancellationToken cancellationToken)
        {
            await Signal.WaitAsync(cancellationToken).ConfigureAwait(false);
            Signal.TryTake();
            return StoredChanges.Anything;
        }

        public ValueTask DisposeAsync()
        {
            ImmutableInterlocked.Update(ref owner._watches, static (watches, own) => watches.Remove(own), this);
            return ValueTask.CompletedTask;
        }
    }
}
