using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Confd.Shared.Connections;

/// <summary>
/// Listens as another transport does, with no more connections than slots. The limit applies here, where connections are accepted:
/// middleware runs later, when a burst has already used up the descriptors.
/// </summary>
internal sealed class BoundedTransport(IConnectionListenerFactory inner, ConnectionSlots slots) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false), slots);

    private sealed class Listener(IConnectionListener inner, ConnectionSlots slots) : IConnectionListener
    {
        private readonly CancellationTokenSource _ending = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await inner.AcceptAsync(cancellationToken).ConfigureAwait(false) is { } accepted)
            {
                var connection = new BoundedConnection(accepted, slots);
                try
                {
                    if (await slots.TakeAsync(connection, _ending.Token).ConfigureAwait(false))
                    {
                        return connection;
                    }

                    await accepted.DisposeAsync().ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    await accepted.DisposeAsync().ConfigureAwait(false);
                    return null;
                }
            }

            return null;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            await inner.UnbindAsync(cancellationToken).ConfigureAwait(false);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            _ending.Dispose();
        }
    }
}
