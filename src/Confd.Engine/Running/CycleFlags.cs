using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Flags;
using Confd.Engine.Posix;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>The flags of one cycle: each source is read once, when its first resource comes, for all its resources.</summary>
internal sealed class CycleFlags(TimeSpan timeout, RunContext context)
{
    private readonly Dictionary<IFlagSource, Outcome> _outcomes = new(ReferenceEqualityComparer.Instance);

    /// <summary>Evaluates the resource's flags, all as of one reading; null for a resource without flags.</summary>
    /// <exception cref="KeyBackendException">The source could not be read, for this resource or for one before it; or the context is
    /// invalid.</exception>
    public async Task<FlagLookup?> FindAsync(ActiveResource active, CancellationToken stop)
    {
        if (active is not { Flags: { } source, Resource.Flags: { } settings })
        {
            return null;
        }

        if (!_outcomes.TryGetValue(source, out var outcome))
        {
            outcome = await ReadAsync(source, settings.Origin, stop).ConfigureAwait(false);
            _outcomes.Add(source, outcome);
            context.Observer.FlagsRead(settings.Origin, outcome.Reason?.Redacted);
        }

        return outcome.Reading is { } reading
            ? reading(settings.ContextJson)
            : throw new KeyBackendException(outcome.Reason!.Full, outcome.Reason.Redacted);
    }

    private async Task<Outcome> ReadAsync(IFlagSource source, FlagOrigin origin, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, context.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return new Outcome(await BoundedRead.WaitAsync(source.ReadAsync(end.Token), limit.Token, stop).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return new Outcome(null, $"context deadline exceeded (the {origin} took longer than {DurationText.Format(timeout)})");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Whatever a source throws fails the resources that use it, and no others; a cancellation of its own is a failure too.
            return new Outcome(null, FailureText.Of(exception));
        }
    }

    private sealed record Outcome(FlagReading? Reading, ErrorText? Reason);
}
