using Confd.Backends.Etcd.Connections;
using Confd.Backends.Etcd.Protocol;
using Confd.Shared;
using Grpc.Core;

namespace Confd.Backends.Etcd.Reading;

/// <summary>Reads ranges at one revision, in pages.</summary>
/// <param name="client">The cluster.</param>
/// <param name="rounds">The maximum number of attempts per node; null for as many as there is time.</param>
/// <param name="budget">Limits the memory of the values.</param>
/// <param name="skipped">Shared by the whole backend: every reading finds the same invalid names, and there may be very many.</param>
/// <param name="log">Logs them.</param>
internal sealed class EtcdReader(EtcdClient client, int? rounds, ReadingBudget budget, OnceReporter skipped, EtcdLog log)
{
    /// <summary>The maximum number of ranges in one transaction: etcd's default limit.</summary>
    private const int RangesAtOnce = 128;

    private const int MaxPageSize = 1000;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _values = new(StringComparer.Ordinal);
    private long _revision;
    private int _pageSize = MaxPageSize;

    /// <summary>Reads all keys and values of the ranges as they were at one moment.</summary>
    /// <exception cref="EtcdException">They cannot be read.</exception>
    /// <exception cref="KeyBackendException">They exceed the memory limit.</exception>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(
        IReadOnlyList<KeyRange> ranges, CancellationToken cancellationToken)
    {
        var left = new Stack<KeyRange[]>(ranges.Chunk(RangesAtOnce));
        while (left.TryPop(out var chunk))
        {
            try
            {
                var answers = await RequestAsync(chunk, cancellationToken).ConfigureAwait(false);
                foreach (var (range, answer) in chunk.Zip(answers))
                {
                    Keep(answer);
                    if (answer.More)
                    {
                        left.Push([range.After(answer.Kvs[^1].Key)]);
                    }
                }
            }
            catch (EtcdException tooBig) when (tooBig.Failure.Kind == EtcdFailureKind.TooBig && (chunk.Length > 1 || _pageSize > 1))
            {
                // Requests each range separately, and for a single one fewer keys at a time.
                _pageSize = chunk.Length > 1 ? _pageSize : Math.Max(1, _pageSize / 8);
                foreach (var range in chunk)
                {
                    left.Push([range]);
                }
            }
        }

        return _values;
    }

    private void Keep(RangeResponse answer)
    {
        foreach (var pair in answer.Kvs)
        {
            if (KeyName.TryDecode(pair.Key.Span) is { } key)
            {
                budget.Take(key, pair.Value.Length);
                _values[key] = pair.Value.Memory;
            }
            else
            {
                skipped.Report(() => log.Skipped(KeyName.Show(pair.Key.Span)));
            }
        }
    }

    // The first response determines the revision at which all others are read.
    private async Task<IReadOnlyList<RangeResponse>> RequestAsync(KeyRange[] ranges, CancellationToken cancellationToken)
    {
        var request = new TxnRequest();
        request.Success.AddRange(ranges.Select(range => new RequestOp
        {
            RequestRange = new RangeRequest { Key = range.Start, RangeEnd = range.End, Limit = _pageSize, Revision = _revision },
        }));
        var answer = await client.CallAsync(
            async (invoker, options) =>
                Whole(await new KV.KVClient(invoker).TxnAsync(request, options).ResponseAsync.ConfigureAwait(false), ranges),
            rounds,
            cancellationToken).ConfigureAwait(false);
        _revision = _revision == 0 ? answer.Header.Revision : _revision;
        return [.. answer.Responses.Select(response => response.ResponseRange)];
    }

    // An incomplete response is not a state, and a page without progress would be requested endlessly.
    internal static TxnResponse Whole(TxnResponse answer, KeyRange[] ranges) =>
        answer.Header is not null && answer.Responses.Count == ranges.Length
            && answer.Responses.Zip(ranges).All(pair => pair.First.ResponseRange is { } found
                && (!found.More || (found.Kvs.Count > 0 && pair.Second.Contains(found.Kvs[^1].Key))))
                ? answer
                : throw new RpcException(new Status(StatusCode.Unavailable, "the response is incomplete; check any proxy in between"));
}
