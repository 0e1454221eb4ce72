using Confd.Backends.Etcd.Protocol;
using Confd.Backends.Etcd.Reading;
using Grpc.Core;

namespace Confd.Backends.Etcd.Watching;

/// <summary>One stream with a watcher for each range.</summary>
internal sealed class EtcdWatchStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<WatchRequest, WatchResponse> _call;
    private readonly Queue<WatchResponse> _early = new();

    // By the watcher's number, which is etcd's, the place of its range.
    private readonly Dictionary<long, int> _places = [];

    private EtcdWatchStream(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call) => _call = call;

    /// <summary>The revision of the store when the last watcher was made.</summary>
    public long Revision { get; private set; }

    /// <summary>Asks for a watcher of each range, and waits until all are there.</summary>
    /// <param name="invoker">Makes the call.</param>
    /// <param name="options">Its token ends the stream.</param>
    /// <param name="ranges">What to watch.</param>
    /// <param name="positions">For each range the first revision to hear of; 0 for what comes from now on: then it is set.</param>
    /// <exception cref="RpcException">The stream has failed, or etcd refuses a watcher.</exception>
    public static async Task<EtcdWatchStream> OpenAsync(
        CallInvoker invoker, CallOptions options, IReadOnlyList<KeyRange> ranges, long[] positions)
    {
        var stream = new EtcdWatchStream(new Watch.WatchClient(invoker).Watch(DemandLeader(options)));

        // While answers are read: a server whose answers nobody takes takes no requests either.
        var asking = stream.AskAsync(ranges, [.. positions], options.CancellationToken);
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
            // Why it failed, if it did, the answers have told.
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What etcd says next, and of which range.</summary>
    /// <exception cref="RpcException">The stream has failed or ended, or tells of a watcher that is none of its own.</exception>
    public async Task<(int Place, WatchResponse Response)> NextAsync(CancellationToken cancellationToken)
    {
        var response = _early.TryDequeue(out var early) ? early : await NextFromServerAsync(cancellationToken).ConfigureAwait(false);
        return _places.TryGetValue(response.WatchId, out var place)
            ? (place, response)
            : throw new RpcException(new Status(StatusCode.Unavailable, "the stream tells of a watcher that nobody has asked for"));
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    // A member that is cut off from the others hears of no change: it ends the stream then, so that another is asked.
    private static CallOptions DemandLeader(CallOptions options)
    {
        var headers = new Metadata { { "hasleader", "true" } };
        foreach (var header in options.Headers ?? [])
        {
            headers.Add(header);
        }

        return options.WithHeaders(headers);
    }

    private async Task AskAsync(IReadOnlyList<KeyRange> ranges, long[] positions, CancellationToken cancellationToken)
    {
        foreach (var (range, position) in ranges.Zip(positions))
        {
            var request = new WatchCreateRequest
            {
                Key = range.Start,
                RangeEnd = range.End,
                StartRevision = position,

                // Keeps the position of a quiet watcher ahead of what etcd forgets.
                ProgressNotify = true,

                // Of what was missed etcd tells up to a thousand revisions at once, values and all: in parts that can be taken.
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
            // The client's word for a call that it has given up by itself: its status tells why.
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
            // It has none yet.
            return null;
        }
    }

    // Watchers are made in the order in which they were asked for.
    private void TakeCreated(WatchResponse response, long[] positions)
    {
        if (!response.Created)
        {
            _early.Enqueue(response);
            return;
        }

        if (response.Canceled)
        {
            // etcd says "permission denied" of a token that it has forgotten too: a new one shows which it is.
            throw new RpcException(new Status(StatusCode.Unauthenticated, response.CancelReason));
        }

        var place = _places.Count;
        _places[response.WatchId] = place;
        Revision = response.Header.Revision;
        if (positions[place] == 0)
        {
            positions[place] = Revision + 1;
        }
    }
}
