using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Confd.Aws.Connections;

/// <summary>
/// The addresses that are reached without a proxy: the entries of <c>NO_PROXY</c> as Go programs read them (also separated by blanks, as
/// for curl), this machine itself, and its link-local addresses, where the metadata and credential services are. A request to those carries
/// tokens and credentials.
/// </summary>
internal sealed class NoProxyRules
{
    private static readonly IPNetwork[] NeverProxied =
    [
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("::1/128"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("fe80::/10"),

        // Amazon's own services at machines: metadata ::254, pod identities ::23.
        IPNetwork.Parse("fd00:ec2::/32"),
    ];

    private readonly List<IPNetwork> _networks = [];
    private readonly List<(IPAddress Address, int? Port)> _addresses = [];
    private readonly List<(string Suffix, bool IsNameItself, int? Port)> _domains = [];
    private readonly bool _isAll;

    /// <summary>Parses the variable's value; invalid entries are ignored, as by Go programs.</summary>
    public NoProxyRules(string? text)
    {
        foreach (var entry in (text ?? "").Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (entry == "*")
            {
                _isAll = true;
            }
            else if (entry.Contains('/', StringComparison.Ordinal))
            {
                AddNetwork(entry);
            }
            else
            {
                AddHost(entry);
            }
        }
    }

    /// <summary>True where an address is reached without a proxy.</summary>
    public bool Match(Uri destination)
    {
        var host = Bare(destination.IdnHost);
        if (IPAddress.TryParse(host, out var address))
        {
            address = Plain(address);
            return _isAll
                || NeverProxied.Any(network => network.Contains(address))
                || _networks.Any(network => network.Contains(address))
                || _addresses.Any(rule => rule.Address.Equals(address) && (rule.Port ?? destination.Port) == destination.Port);
        }

        var dotted = "." + host;
        return _isAll
            || host.Length == 0
            || dotted.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || _domains.Any(rule => (rule.Port ?? destination.Port) == destination.Port
                && dotted.EndsWith(rule.Suffix, StringComparison.OrdinalIgnoreCase)
                && (rule.IsNameItself || dotted.Length > rule.Suffix.Length));
    }

    private void AddNetwork(string entry)
    {
        var slash = entry.IndexOf('/', StringComparison.Ordinal);
        if (IPAddress.TryParse(Unbracketed(entry[..slash]), out var address)
            && int.TryParse(entry.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            var isMapped = address.IsIPv4MappedToIPv6;
            address = Plain(address);
            length -= isMapped ? 96 : 0;
            var bytes = address.GetAddressBytes();
            if (length >= 0 && length <= bytes.Length * 8)
            {
                _networks.Add(new IPNetwork(Masked(bytes, length), length));
            }
        }
    }

    private void AddHost(string entry)
    {
        var (host, port) = Split(entry);
        if (IPAddress.TryParse(Unbracketed(host), out var address))
        {
            _addresses.Add((Plain(address), port));
            return;
        }

        // name: itself and all below it; .name and *.name: only those below.
        host = Bare(host);
        host = host.StartsWith("*.", StringComparison.Ordinal) ? host[1..] : host;
        if (host.Length > 0 && host != ".")
        {
            _domains.Add(host[0] == '.' ? (Ascii(host), false, port) : ("." + Ascii(host), true, port));
        }
    }

    // host, host:port, [address]:port; an IPv6 address without brackets has no port.
    private static (string Host, int? Port) Split(string entry)
    {
        var colon = entry.LastIndexOf(':');
        if (colon < 0 || (entry[0] != '[' && entry.IndexOf(':', StringComparison.Ordinal) != colon) || entry[^1] == ']')
        {
            return (entry, null);
        }

        return ushort.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (entry[..colon], port)
            : (entry[..colon], -1);
    }

    private static string Unbracketed(string host) => host is ['[', .. var inner, ']'] ? inner : host;

    private static string Bare(string host) => Unbracketed(host).TrimEnd('.');

    // Internationalised names are compared in their ASCII form.
    private static string Ascii(string name)
    {
        var dot = name[0] == '.' ? "." : "";
        return Uri.TryCreate($"http://{name[dot.Length..]}/", UriKind.Absolute, out var uri) ? dot + uri.IdnHost : name;
    }

    private static IPAddress Plain(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
    }

    private static IPAddress Masked(byte[] bytes, int length)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            var bits = Math.Clamp(length - (index * 8), 0, 8);
            bytes[index] &= (byte)(0xFF << (8 - bits));
        }

        return new IPAddress(bytes);
    }
}
