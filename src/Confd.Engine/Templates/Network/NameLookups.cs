using Confd.Following;

namespace Confd.Engine.Templates.Network;

/// <summary>The lookups of one rendering, with one time limit for all: other resources wait in the meantime. Lookups after that limit are
/// empty, like those that find nothing.</summary>
/// <remarks>Used by one thread.</remarks>
/// <param name="names">Looks up names.</param>
/// <param name="limit">The time limit for all of them together.</param>
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
        // A result without a query, such as for an address, is available even after the limit.
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
