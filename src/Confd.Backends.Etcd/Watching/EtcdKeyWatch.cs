using Confd.Backends.Etcd.Connections;
using Confd.Backends.Etcd.Protocol;
using Confd.Backends.Etcd.Reading;
using Confd.Following;
using Grpc.Core;

namespace Confd.Backends.Etcd.Watching;

/// <summary>
/// Follows ranges revision by revision: a stream that ends is opened again at the same revision, so that no change is lost and nothing is
/// read twice. If etcd has compacted that revision by then, everything counts as changed.
/// </summary>
internal sealed class EtcdKeyWatch : FollowingKeyWatch
{
    private const int DefaultRounds = 4;
    private const string What = "watching keys";

    // After this duration, the end of a stream has another cause than the one before.
    private static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(1);

    private readonly EtcdClient _client;
    private readonly EtcdSettings _settings;
    private readonly EtcdLog _log;
    private readonly IReadOnlyList<KeyRange> _ranges;
    private readonly long[] _positions;

    private EtcdKeyWatch(EtcdClient client, EtcdSettings settings, IReadOnlyList<KeyRange> ranges)
        : base("etcd")
    {
        _client = client;
        _settings = settings;
        _log = new EtcdLog(settings.Logger);
        _ranges = ranges;
        _positions = new long[ranges.Count];
    }

    /// <summary>Starts to follow.</summary>
    /// <exception cref="KeyBackendException">No node responds, or etcd rejects the request.</exception>
    public static async Task<EtcdKeyWatch> OpenAsync(
        EtcdClient client, EtcdSettings settings, IReadOnlyList<KeyRange> ranges, CancellationToken cancellationToken)
    {
        var watch = new EtcdKeyWatch(client, settings, ranges);
        try
        {
            var stream = await watch.ConnectAsync(cancellationToken).ConfigureAwait(false);
            watch.Follow(() => watch.FollowAsync(stream));
            return watch;
        }
        catch (Exception failed)
        {
            await watch.DisposeAsync().ConfigureAwait(false);
            throw failed is EtcdException refused ? refused.Of(What) : failed;
        }
    }

    /// <inheritdoc/>
    protected override KeyBackendException? Known(Exception failed) => failed switch
    {
        EtcdException refused => refused.Of(What),
        ObjectDisposedException closed => new KeyBackendException("the etcd backend is closed", closed),
        _ => null,
    };

    private async Task<EtcdWatchStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var stream = await _client.CallAsync(
            (invoker, options) => EtcdWatchStream.OpenAsync(invoker, options.WithCancellationToken(Closing), _ranges, _positions)
                .WaitAsync(cancellationToken),
            _settings.Retry.MaxAttempts ?? DefaultRounds,
            cancellationToken).ConfigureAwait(false);
        _log.WatchCreated(_ranges.Count, stream.Revision);
        return stream;
    }

    private async Task FollowAsync(EtcdWatchStream first)
    {
        var stream = first;
        var options = new BackoffOptions
        {
            BaseDelay = _settings.Retry.BaseDelay,
            MaxDelay = _settings.Retry.MaxDelay,
            ResetAfter = ResetAfter,
        };
        var backoff = new Backoff(options, _settings.Clock);
        try
        {
            while (true)
            {
                backoff.Succeeded();
                var isForgotten = await ListenAsync(stream).ConfigureAwait(false);
                stream.Dispose();
                await Task.Delay(backoff.Next(), _settings.Clock, Closing).ConfigureAwait(false);
                var before = _positions.Max() - 1;
                var (cluster, term) = (stream.Cluster, stream.Term);
                if (isForgotten)
                {
                    Array.Clear(_positions);
                }

                stream = await ConnectAsync(Closing).ConfigureAwait(false);

                // Another store, as after restoring a backup: it may have any revision, and what is in it any of the watch's past.
                if (!isForgotten && (stream.Revision < before || stream.Cluster != cluster || stream.Term < term))
                {
                    stream.Dispose();
                    Array.Clear(_positions);
                    isForgotten = true;
                    stream = await ConnectAsync(Closing).ConfigureAwait(false);
                }

                // Not earlier: all changes after the callers' next reading must be reported.
                if (isForgotten)
                {
                    _log.LookingAtEverything(before);
                    Changes.AddEverything();
                }
            }
        }
        finally
        {
            stream.Dispose();
        }
    }

    // Until the stream ends; true where its further changes can no longer be received: etcd has compacted them, or sends too much at a
    // time, as a version before 3.4 may.
    private async Task<bool> ListenAsync(EtcdWatchStream stream)
    {
        try
        {
            while (true)
            {
                var (place, response) = await stream.NextAsync(Closing).ConfigureAwait(false);
                if (response.Canceled)
                {
                    return response.CompactRevision > 0
                        ? true
                        : throw new RpcException(new Status(StatusCode.Unavailable, response.CancelReason));
                }

                Take(place, response);
            }
        }
        catch (RpcException ended)
        {
            Closing.ThrowIfCancellationRequested();
            var failure = EtcdFailure.Of(ended);
            _log.WatchStopped(_positions.Min() - 1, failure.Reason);
            return failure.Kind == EtcdFailureKind.TooBig;
        }
    }

    private void Take(int place, WatchResponse response)
    {
        foreach (var change in response.Events)
        {
            Changes.Add(change.Kv.Key.ToStringUtf8());
        }

        // The parts after a fragment may have the same revision.
        if (response.Fragment)
        {
            return;
        }

        // Without events it is a progress notification: no changes up to this revision.
        var last = response.Events.Count > 0 ? response.Events[^1].Kv.ModRevision : response.Header.Revision;
        _positions[place] = Math.Max(_positions[place], last + 1);
    }
}
