using Confd.Flags.Evaluation;

namespace Confd.Flags.Client;

/// <summary>
/// The lookups of one asynchronous variation in big segments. Evaluation is synchronous and pure: memberships that are not read yet are
/// noted and answered provisionally, and once they are read the flag is evaluated again. Not thread-safe.
/// </summary>
internal sealed class PendingMembershipReads(BigSegmentMemberships memberships)
{
    private Dictionary<string, BigSegmentReading>? _asked;
    private List<Task>? _open;

    /// <summary>True if an answer was provisional since the last <see cref="WaitAsync"/>.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>Looks up a context; always with the same reading.</summary>
    public BigSegmentAnswer Find(string contextKey)
    {
        _asked ??= new Dictionary<string, BigSegmentReading>(StringComparer.Ordinal);
        if (!_asked.TryGetValue(contextKey, out var reading))
        {
            reading = memberships.GetReading(contextKey);
            _asked.Add(contextKey, reading);
        }

        if (reading.Memberships.IsCompleted)
        {
            return memberships.AnswerOf(reading);
        }

        (_open ??= []).Add(reading.Memberships);
        return new(BigSegmentsStatus.Healthy, null);
    }

    /// <summary>Completes when all noted readings have completed.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var open = Task.WhenAll(_open ?? []);
        _open = null;
        await open.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
