using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Flags;
using Confd.Engine.Resources;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>The flags of one cycle: each source is read once, when its first resource comes, for all its resources.</summary>
internal sealed class CycleFlags(TimeSpan timeout, RunContext context)
{
    private readonly Dictionary<IFlagSource, Task<(Func<string, FlagLookup>? Reading, ErrorText? Reason)>> _outcomes =
        new(ReferenceEqualityComparer.Instance);

    private readonly HashSet<IFlagSource> _told = new(ReferenceEqualityComparer.Instance);

    /// <summary>Begins to read the flags of a resource; completes when they were read, well or not, or where it has none.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> ended it.</exception>
    public Task BeginAsync(OpenedResource opened, CancellationToken stop) =>
        opened is { Flags: { } source, Resource.Flags: { } settings } ? OutcomeAsync(source, settings, stop) : Task.CompletedTask;

    /// <summary>Evaluates the resource's flags, all as of one reading; null for a resource without flags.</summary>
    /// <exception cref="KeyBackendException">The source could not be read, for this resource or for one before it.</exception>
    /// <exception cref="ResourceException">The context is invalid.</exception>
    public async Task<FlagLookup?> FindAsync(OpenedResource opened, CancellationToken stop)
    {
        if (opened is not { Flags: { } source, Resource.Flags: { } settings })
        {
            return null;
        }

        var outcome = await OutcomeAsync(source, settings, stop).ConfigureAwait(false);
        if (_told.Add(source))
        {
            context.Observer.FlagsRead(settings.Origin, outcome.Reason?.Redacted);
        }

        if (outcome.Reading is not { } reading)
        {
            throw new KeyBackendException(outcome.Reason!.Full, outcome.Reason.Redacted);
        }

        try
        {
            return reading(settings.ContextJson);
        }
        catch (FlagContextException problem)
        {
            throw new ResourceException($"{problem.Message} ({settings.ContextPlace})", problem);
        }
    }

    private Task<(Func<string, FlagLookup>? Reading, ErrorText? Reason)> OutcomeAsync(
        IFlagSource source, FlagSettings settings, CancellationToken stop)
    {
        if (!_outcomes.TryGetValue(source, out var outcome))
        {
            var tooLate = $"context deadline exceeded (the {settings.Origin} took longer than {DurationText.Format(timeout)})";
            outcome = BoundedRead.RunAsync(source.ReadAsync, tooLate, timeout, context.Clock, stop);
            _outcomes.Add(source, outcome);
        }

        return outcome;
    }
}
