using System.Collections.Immutable;
using System.Threading.Channels;

namespace Confd.Flags.Storage;

/// <summary>Tells the watches of a store in this process that it has changed. Safe to share between threads.</summary>
public sealed class ChangeSignal
{
    private ImmutableArray<Watch> _watches = [];

    /// <summary>Begins to listen.</summary>
    public FlagWatch Open()
    {
        var watch = new Watch(this);
        ImmutableInterlocked.Update(ref _watches, static (watches, own) => watches.Add(own), watch);
        return watch;
    }

    /// <summary>Tells all that listen; several changes before one of them looks are one.</summary>
    public void Raise()
    {
        foreach (var watch in _watches)
        {
            watch.Raise();
        }
    }

    private sealed class Watch(ChangeSignal owner) : FlagWatch
    {
        private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public void Raise() => _changes.Writer.TryWrite(true);

        public override async Task WaitForChangeAsync(CancellationToken cancellationToken) =>
            await _changes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

        public override ValueTask DisposeAsync()
        {
            ImmutableInterlocked.Update(ref owner._watches, static (watches, own) => watches.Remove(own), this);
            return ValueTask.CompletedTask;
        }
    }
}
