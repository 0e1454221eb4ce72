using Confd.Backends.Etcd.Protocol;
using Confd.Backends.Etcd.Reading;
using Grpc.Core;

namespace Confd.Backends.Etcd.Watching;

/// <summary>One stream with a watcher for each range.</summary>
internal sealed class EtcdWatchStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<WatchRequest, WatchResponse> _call;
    private readonly Queue<WatchResponse> _early = new();

    // The index of the range by the watcher's number, which etcd assigns.
    private readonly Dictionary<long, int> _places = [];

    private EtcdWatchStream(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call) => _call = call;

    /// <summary>The revision of the store when the last watcher was created.</summary>
    public long Revision { get; private set; }

    /// <summary>The ID of the cluster.</summary>
    public ulong Cluster { get; private set; }

    /// <summary>The number of the election that the cluster's leader won, which never decreases.</summary>
    public ulong Term { get; private set; }

    /// <summary>Requests a watcher for each range, and waits until all are created.</summary>
    /// <param name="invoker">Makes the call.</param>
    /// <param name="options">Its token closes the stream.</param>
    /// <param name="ranges">The ranges to watch.</param>
    /// <param name="positions">For each range the first revision to report; 0 for changes from now on: then it is set.</param>
    /// <exception cref="RpcException">The stream has failed, or etcd rejects a watcher.</exception>
    public static async Task<EtcdWatchStream> OpenAsync(
        CallInvoker invoker, CallOptions options, IReadOnlyList<KeyRange> ranges, long[] positions)
    {
        var stream = new EtcdWatchStream(new Watch.WatchClient(invoker).Watch(RequireLeader(options)));

        // While responses are read: a server whose responses are not read accepts no requests either.
        var requesting = stream.RequestWatchersAsync(ranges, [.. positions], options.CancellationToken);
        try
        {
            while (stream._places.Count < ranges.Count)
            {
                stream.TakeCreated(await stream.NextFromServerAsync(options.CancellationToken).ConfigureAwait(false), positions);
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        finally
        {
            // If it failed, the responses have shown the cause.
            await requesting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The next response of etcd, and the index of its range.</summary>
    /// <exception cref="RpcException">The stream has failed or ended, or a response is for an unknown watcher.</exception>
    public async Task<(int Place, WatchResponse Response)> NextAsync(CancellationToken cancellationToken)
    {
        var response = _early.TryDequeue(out var early) ? early : await NextFromServerAsync(cancellationToken).ConfigureAwait(false);
        return _places.TryGetValue(response.WatchId, out var place)
            ? (place, response)
            : throw new RpcException(new Status(StatusCode.Unavailable, "the stream reports a watcher that was not requested"));
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    // A member that is separated from the others receives no changes: with this header it ends the stream then, so that another one is
    // used.
    private static CallOptions RequireLeader(CallOptions options)
    {
        var headers = new Metadata { { "hasleader", "true" } };
        foreach (var header in options.Headers ?? [])
        {
            headers.Add(header);
        }

        return options.WithHeaders(headers);
    }

    private async Task RequestWatchersAsync(IReadOnlyList<KeyRange> ranges, long[] positions, CancellationToken cancellationToken)
    {
        foreach (var (range, position) in ranges.Zip(positions))
        {
            var request = new WatchCreateRequest
            {
                Key = range.Start,
                RangeEnd = range.End,
                StartRevision = position,

                // Keeps the position of a quiet watcher ahead of compaction.
                ProgressNotify = true,

                // For missed changes etcd sends up to a thousand revisions at a time, with values: in parts that can be received.
                Fragment = true,
            };
            await _call.RequestStream.WriteAsync(new WatchRequest { CreateRequest = request }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<WatchResponse> NextFromServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false)
                ? _call.ResponseStream.Current
                : throw new RpcException(new Status(StatusCode.Unavailable, "the stream has ended"));
        }
        catch (OperationCanceledException over) when (!cancellationToken.IsCancellationRequested)
        {
            // The client throws this for a call that it has aborted by itself: the call's status has the cause.
            throw new RpcException(WhyOver() ?? new Status(StatusCode.Unavailable, "the stream is lost", over));
        }
    }

    private Status? WhyOver()
    {
        try
        {
            return _call.GetStatus();
        }
        catch (InvalidOperationException)
        {
            // There is no status yet.
            return null;
        }
    }

    // Watchers are created in the order of the requests.
    private void TakeCreated(WatchResponse response, long[] positions)
    {
        if (!response.Created)
        {
            _early.Enqueue(response);
            return;
        }

        if (response.Canceled)
        {
            // etcd also responds "permission denied" for a token that it has forgotten: a new token shows which of both applies.
            throw new RpcException(new Status(StatusCode.Unauthenticated, response.CancelReason));
        }

        var place = _places.Count;
        _places[response.WatchId] = place;
        Revision = response.Header.Revision;
        Cluster = response.Header.ClusterId;
        Term = response.Header.RaftTerm;
        if (positions[place] == 0)
        {
            positions[place] = Revision + 1;
        }
    }
}
