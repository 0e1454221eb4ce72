using System.Net.Sockets;
using Confd.Following;

namespace Confd.Backends.Etcd.Connections;

/// <summary>
/// A connection whose other end has to say something soon: one that is frozen accepts connections too, as does a load balancer with
/// nothing behind it.
/// </summary>
/// <param name="socket">Connected; owned.</param>
/// <param name="patience">How long the other end may take for its first byte, each time that it is waited for.</param>
/// <param name="clock">Measures it.</param>
internal sealed class AnsweringConnection(Socket socket, TimeSpan patience, TimeProvider clock) : NetworkStream(socket, ownsSocket: true)
{
    private bool _hasAnswered;

    /// <inheritdoc/>
    /// <exception cref="IOException">Nothing came in time, or the connection is lost.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasAnswered)
        {
            return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        using var limit = new TimeLimit(patience, clock, cancellationToken);
        try
        {
            var count = await base.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
            _hasAnswered = true;
            return count;
        }
        catch (OperationCanceledException over) when (limit.HasPassed)
        {
            throw new IOException(EtcdFailure.NoAnswer, over);
        }
    }
}
