using System.Threading.Channels;

namespace Confd.Following.Tests;

/// <summary>A watch that tells what a test writes into it.</summary>
internal sealed class ScriptedWatch : IChangeWatch<string>
{
    private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();

    public bool IsDisposed { get; private set; }

    public void Tell(string change) => _changes.Writer.TryWrite(change);

    public void Fail(string reason) => _changes.Writer.TryComplete(new IOException(reason));

    public async Task<string> WaitForChangeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _changes.Reader.TryRead(out var change) ? change : await _changes.Reader.ReadAsync(cancellationToken);
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
