using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Confd.Cli.Http;

/// <summary>
/// Listens as another transport does, but has no more connections than slots. The bound is here, where connections are accepted: middleware
/// runs later, when a burst has taken the descriptors already.
/// </summary>
internal sealed class BoundedTransport(IConnectionListenerFactory inner, ConnectionSlots slots) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await inner.BindAsync(endpoint, cancellationToken), slots);

    private sealed class Listener(IConnectionListener inner, ConnectionSlots slots) : IConnectionListener
    {
        private readonly CancellationTokenSource _ending = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            if (await inner.AcceptAsync(cancellationToken) is not { } accepted)
            {
                return null;
            }

            var connection = new BoundedConnection(accepted, slots);
            try
            {
                await slots.TakeAsync(connection, _ending.Token);
                return connection;
            }
            catch (OperationCanceledException)
            {
                await accepted.DisposeAsync();
                return null;
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _ending.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            _ending.Dispose();
        }
    }
}
