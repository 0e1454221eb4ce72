using Confd.Flags.Client;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>The memberships in big segments that one evaluation asks for. Not thread-safe.</summary>
internal sealed class MembershipReadings(IBigSegmentStore store, TimeProvider clock)
{
    private static readonly TimeSpan StaleAfter = new FlagClientOptions().BigSegmentsStaleAfter;

    private readonly Dictionary<string, BigSegmentAnswer> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>The memberships of a context; provisional until they are read.</summary>
    public BigSegmentAnswer Find(string contextKey)
    {
        if (_known.TryGetValue(contextKey, out var answer))
        {
            return answer;
        }

        _missing.Add(contextKey);
        return new(BigSegmentsStatus.Healthy, null);
    }

    /// <summary>Reads the memberships whose answers were provisional.</summary>
    /// <returns>False: there were none.</returns>
    public async Task<bool> ReadMissingAsync(CancellationToken cancellationToken)
    {
        if (_missing.Count == 0)
        {
            return false;
        }

        foreach (var key in _missing)
        {
            _known[key] = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
        }

        _missing.Clear();
        return true;
    }

    private async Task<BigSegmentAnswer> ReadAsync(string contextKey, CancellationToken cancellationToken)
    {
        try
        {
            var last = await store.GetSynchronizedOnAsync(cancellationToken).ConfigureAwait(false);
            var membership = await store.GetMembershipAsync(BigSegmentMembership.HashContextKey(contextKey), cancellationToken)
                .ConfigureAwait(false);
            var isStale = last is null || clock.GetUtcNow() - last >= StaleAfter;
            return new(isStale ? BigSegmentsStatus.Stale : BigSegmentsStatus.Healthy, membership.Check);
        }
        catch (FlagStoreException)
        {
            return new(BigSegmentsStatus.StoreError, null);
        }
    }
}
