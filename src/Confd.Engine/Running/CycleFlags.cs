using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Resources;

namespace Confd.Engine.Running;

/// <summary>The flags of one cycle: each source is read once, for its first resource, and shared by all its resources.</summary>
internal sealed class CycleFlags(TimeSpan timeout, RunContext context)
{
    private readonly SourceReadCache<IFlagSource, Func<string, FlagLookup>> _readings = new(timeout, context);

    /// <summary>Starts to read the flags of a resource; completes when they were read, successfully or not, or where it has none.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> cancelled it.</exception>
    public Task StartReadingAsync(OpenedResource opened, CancellationToken stop) =>
        opened is { Flags: { } source, Resource.Flags: { } settings } ? ReadAsync(source, settings, stop) : Task.CompletedTask;

    /// <summary>Evaluates the resource's flags, all from one reading; null for a resource without flags.</summary>
    /// <exception cref="KeyBackendException">The source could not be read, for this resource or for an earlier one.</exception>
    /// <exception cref="ResourceException">The context is invalid.</exception>
    public async Task<FlagLookup?> FindAsync(OpenedResource opened, CancellationToken stop)
    {
        if (opened is not { Flags: { } source, Resource.Flags: { } settings })
        {
            return null;
        }

        var reading = await ReadAsync(source, settings, stop).ConfigureAwait(false);
        if (_readings.IsFirstReport(source))
        {
            context.Observer.FlagsRead(settings.Origin, reading.Reason?.Redacted);
        }

        var evaluate = reading.Require();
        try
        {
            return evaluate(settings.ContextJson);
        }
        catch (FlagContextException problem)
        {
            throw new ResourceException($"{problem.Message} ({settings.ContextPlace})", problem);
        }
    }

    private Task<SourceReading<Func<string, FlagLookup>>> ReadAsync(IFlagSource source, FlagSettings settings, CancellationToken stop) =>
        _readings.GetAsync(source, $"the {settings.Origin}", source.ReadAsync, stop);
}
