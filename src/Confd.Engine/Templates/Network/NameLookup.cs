using System.Net;
using System.Net.Sockets;

namespace Confd.Engine.Templates.Network;

/// <summary>Looks names up as templates ask for them; what cannot be found is an empty answer.</summary>
internal sealed class NameLookup
{
    private readonly Func<ResolverSettings> _settings;
    private readonly Func<string, IPAddress[]> _resolve;

    /// <summary>Uses the machine's resolver; its configuration is read anew for every lookup of services.</summary>
    public NameLookup()
        : this(() => ResolverSettings.Load(ResolverSettings.DefaultPath), Dns.GetHostAddresses)
    {
    }

    /// <summary>Uses given servers and a given resolver.</summary>
    /// <param name="settings">The servers for services; asked before every lookup.</param>
    /// <param name="resolve">The addresses of a host; throws <see cref="SocketException"/> where there are none.</param>
    public NameLookup(Func<ResolverSettings> settings, Func<string, IPAddress[]> resolve)
    {
        _settings = settings;
        _resolve = resolve;
    }

    /// <summary>The addresses of a host, or the address itself where the host is one; in no order.</summary>
    public IReadOnlyList<string> LookupAddresses(string host)
    {
        if (AddressText.TryParse(host) is { } address)
        {
            return [AddressText.Format(address)];
        }

        if (!DnsName.IsValid(host))
        {
            return [];
        }

        try
        {
            return [.. _resolve(host).Select(AddressText.Format)];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>The SRV records of <c>_service._protocol.name</c>, or of the name alone where service and protocol are empty.</summary>
    /// <param name="service">Such as <c>http</c>.</param>
    /// <param name="protocol">Such as <c>tcp</c>.</param>
    /// <param name="name">The domain.</param>
    /// <param name="cancellationToken">Stops waiting for an answer.</param>
    public IReadOnlyList<ServiceRecord> LookupServices(string service, string protocol, string name, CancellationToken cancellationToken)
    {
        var query = service.Length == 0 && protocol.Length == 0 ? name : $"_{service}._{protocol}.{name}";
        var settings = _settings();
        foreach (var candidate in settings.CandidatesFor(query))
        {
            var records = new DnsClient(settings).QueryServices(candidate, cancellationToken);
            if (records is not null)
            {
                return [.. records.Where(record => DnsName.IsValid(record.Target))];
            }
        }

        return [];
    }
}
