using Confd.Engine.Keys;
using Confd.Engine.Resources;
using Confd.Engine.Scheduling;

namespace Confd.Engine.Flags;

/// <summary>The flags of one cycle: each source is read once, when its first resource comes, for all its resources.</summary>
internal sealed class CycleFlags(TimeSpan timeout, EngineParts parts)
{
    private readonly Dictionary<IFlagSource, Outcome> _outcomes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The keys with the resource's flags beside them; the same keys for a resource without flags.</summary>
    /// <exception cref="KeyBackendException">The source could not be read, for this resource or for one before it; or the context is invalid.</exception>
    public async Task<KeySnapshot> AddToAsync(KeySnapshot keys, ActiveResource active, CancellationToken stop)
    {
        if (active is not { Flags: { } source, Resource.Flags: { } settings })
        {
            return keys;
        }

        if (!_outcomes.TryGetValue(source, out var outcome))
        {
            outcome = await ReadAsync(source, settings.Origin, stop).ConfigureAwait(false);
            _outcomes.Add(source, outcome);
            parts.Status?.FlagsRead(settings.Origin, outcome.Reason);
        }

        return outcome.Reading is { } reading
            ? keys.With(reading(settings.ContextJson))
            : throw new KeyBackendException(outcome.Reason!);
    }

    private async Task<Outcome> ReadAsync(IFlagSource source, FlagOrigin origin, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, parts.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return new Outcome(await BoundedRead.WaitAsync(source.ReadAsync(end.Token), limit.Token, stop).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return new Outcome(null, $"context deadline exceeded (the {origin} took longer than {GoDuration.Format(timeout)})");
        }
        catch (KeyBackendException exception)
        {
            return new Outcome(null, exception.Message);
        }
    }

    private sealed record Outcome(FlagReading? Reading, string? Reason);
}
