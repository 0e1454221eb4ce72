using System.Net.Sockets;
using Confd.Following;

namespace Confd.Backends.Etcd.Connections;

/// <summary>
/// A connection with a time limit for reads: a server that is frozen accepts connections too, as does a load balancer without backends.
/// </summary>
/// <param name="socket">Connected; owned by this instance.</param>
/// <param name="maxWait">The time limit for the first byte of each read.</param>
/// <param name="clock">The clock of the time limit.</param>
internal sealed class AnsweringConnection(Socket socket, TimeSpan maxWait, TimeProvider clock) : NetworkStream(socket, ownsSocket: true)
{
    private bool _hasAnswered;

    /// <inheritdoc/>
    /// <exception cref="IOException">Nothing was received in time, or the connection is lost.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasAnswered)
        {
            return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        using var limit = new TimeLimit(maxWait, clock, cancellationToken);
        try
        {
            var count = await base.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
            _hasAnswered = true;
            return count;
        }
        catch (OperationCanceledException over) when (limit.HasPassed)
        {
            throw new IOException(EtcdFailure.NoResponse, over);
        }
    }
}
