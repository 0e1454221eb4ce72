using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Confd.Shared.Connections;

/// <summary>A connection that has one of the <see cref="ConnectionSlots"/> until it is closed; a feature of its requests.</summary>
internal sealed class BoundedConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly ConnectionSlots _slots;
    private int _isClosed;

    /// <summary>Wraps a connection that was accepted and does not have a slot yet.</summary>
    public BoundedConnection(ConnectionContext inner, ConnectionSlots slots)
    {
        _inner = inner;
        _slots = slots;
        Place = new LinkedListNode<BoundedConnection>(this);
        inner.Features.Set(this);
    }

    /// <summary>The connection's position in the lists of the slots, which guard it.</summary>
    public LinkedListNode<BoundedConnection> Place { get; }

    /// <summary>How many requests are under way on it; guarded by the slots.</summary>
    public int Requests { get; set; }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    /// <summary>Notes that a request has begun.</summary>
    /// <returns>False: there is no room for it beside the others.</returns>
    public ValueTask<bool> BeginAsync(CancellationToken cancellationToken) => _slots.BeginAsync(this, cancellationToken);

    /// <summary>Notes that a request has been answered.</summary>
    public void End() => _slots.End(this);

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override void Abort() => _inner.Abort(new ConnectionAbortedException("another connection takes its place"));

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            {
                _slots.Release(this);
            }
        }
    }
}
