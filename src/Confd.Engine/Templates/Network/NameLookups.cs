using Confd.Following;

namespace Confd.Engine.Templates.Network;

/// <summary>The look-ups of one rendering. They have one time limit in all: other resources wait meanwhile. What is asked for later than
/// that is empty, as is what cannot be found.</summary>
/// <remarks>Used by one thread.</remarks>
/// <param name="names">Looks names up.</param>
/// <param name="limit">How long all of them may take together.</param>
/// <param name="clock">Measures it.</param>
internal sealed class NameLookups(NameLookup names, TimeSpan limit, TimeProvider clock)
{
    private TimeSpan _left = limit;

    /// <inheritdoc cref="NameLookup.LookupAddresses"/>
    public IReadOnlyList<string> LookupAddresses(string host, CancellationToken cancellationToken) =>
        Spend(end => names.LookupAddresses(host, end), cancellationToken);

    /// <inheritdoc cref="NameLookup.LookupServices"/>
    public IReadOnlyList<ServiceRecord> LookupServices(string service, string protocol, string name, CancellationToken cancellationToken) =>
        Spend(end => names.LookupServices(service, protocol, name, end), cancellationToken);

    private IReadOnlyList<T> Spend<T>(Func<CancellationToken, IReadOnlyList<T>> lookUp, CancellationToken stop)
    {
        // What needs no answer from anybody, such as an address, is there however late it is.
        var started = clock.GetTimestamp();
        using var end = new TimeLimit(_left > TimeSpan.Zero ? _left : TimeSpan.Zero, clock, stop);
        try
        {
            return lookUp(end.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return [];
        }
        finally
        {
            _left -= clock.GetElapsedTime(started);
        }
    }
}
