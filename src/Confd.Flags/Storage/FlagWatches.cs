using System.Collections.Immutable;
using Confd.Following;

namespace Confd.Flags.Storage;

/// <summary>The watches of a store in this process; notifies them of changes. Thread-safe.</summary>
public sealed class FlagWatches
{
    private ImmutableArray<Watch> _watches = [];

    /// <summary>Opens a watch.</summary>
    public IChangeWatch<StoredChanges> Open()
    {
        var watch = new Watch(this);
        ImmutableInterlocked.Update(ref _watches, static (watches, own) => watches.Add(own), watch);
        return watch;
    }

    /// <summary>Notifies all watches that anything may have changed, since reading a store in memory costs nothing; several changes before
    /// a watch is read are reported as one.</summary>
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
