using System.Net;
using System.Net.Sockets;
using Confd.Shared.Files;

namespace Confd.Engine.Templates.Network;

/// <summary>The addresses of a host from the machine's resolver.</summary>
/// <remarks>
/// To those of the machine's own name .NET adds the addresses of all its interfaces, which no resolver has for that name. So that one is
/// looked up in the hosts file and then, as a complete name that .NET does not recognize, in DNS: the order of Go's resolver.
/// </remarks>
internal sealed class HostAddresses
{
    /// <summary>The file that lists hosts.</summary>
    public string HostsFile { get; init; } = "/etc/hosts";

    /// <summary>The machine's own name.</summary>
    public Func<string> OwnName { get; init; } = Dns.GetHostName;

    /// <summary>Which names to try in DNS.</summary>
    public Func<ResolverSettings> Settings { get; init; } = () => ResolverSettings.Load(ResolverSettings.DefaultPath);

    /// <summary>The resolver; throws <see cref="SocketException"/> where it has no addresses.</summary>
    public Func<string, IPAddress[]> Resolver { get; init; } = Dns.GetHostAddresses;

    /// <summary>The addresses of a host, in no order; none where it is unknown.</summary>
    public IPAddress[] Resolve(string host)
    {
        if (!host.Equals(OwnName(), StringComparison.OrdinalIgnoreCase))
        {
            return Query(host);
        }

        var listed = Listed(host);
        return listed.Length > 0
            ? listed
            : Settings().CandidatesFor(host).Select(Query).FirstOrDefault(addresses => addresses.Length > 0) ?? [];
    }

    private IPAddress[] Query(string host)
    {
        try
        {
            return Resolver(host);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return [];
        }
    }

    private IPAddress[] Listed(string host)
    {
        try
        {
            return [.. RegularFile.ReadText(HostsFile).Split('\n').Select(line => AddressIn(line, host)).OfType<IPAddress>()];
        }
        catch (FileReadException)
        {
            return [];
        }
    }

    private static IPAddress? AddressIn(string line, string host)
    {
        var words = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words.Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase) ? AddressText.TryParse(words[0]) : null;
    }
}
