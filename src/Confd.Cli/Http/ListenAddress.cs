using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Confd.Cli.Http;

/// <summary>Addresses to listen on, as Go's <c>net.Listen</c> reads them: <c>:9100</c>, <c>127.0.0.1:9100</c>, <c>[::1]:9100</c>,
/// <c>localhost:9100</c>.</summary>
internal static class ListenAddress
{
    /// <summary>Parses an address; an empty host means every interface.</summary>
    /// <exception cref="FormatException">The text is not an address; the message is Go's.</exception>
    public static IPEndPoint Parse(string text)
    {
        var (host, port) = Split(text);
        return new IPEndPoint(Resolve(host), ReadPort(port));
    }

    /// <summary>Parses the address of a server that a command requires.</summary>
    /// <exception cref="ConfigurationException">The text is not an address.</exception>
    public static IPEndPoint Require(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (FormatException problem)
        {
            throw new ConfigurationException(problem.Message, problem);
        }
    }

    private static (string Host, string Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || (text is ['[', ..] && text[^1] == ']'))
        {
            throw new FormatException($"listen tcp: address {text}: missing port in address");
        }

        var host = text[..colon];
        if (host is ['[', .. var inner, ']'])
        {
            host = inner;
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            throw new FormatException($"listen tcp: address {text}: too many colons in address");
        }

        return (host, text[(colon + 1)..]);
    }

    // A sign may precede the digits, which may be absent.
    private static ushort ReadPort(string text)
    {
        var digits = text is ['+' or '-', .. var unsigned] ? unsigned : text;
        if (!digits.All(char.IsAsciiDigit))
        {
            throw new FormatException($"listen tcp: lookup tcp/{text}: unknown port");
        }

        return ushort.TryParse($"0{digits}", NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && (port == 0 || text[0] != '-')
                ? port
                : throw new FormatException($"listen tcp: address {text}: invalid port");
    }

    private static IPAddress Resolve(string host)
    {
        if (host.Length == 0)
        {
            return Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return address;
        }

        try
        {
            var addresses = Dns.GetHostAddresses(host);
            return addresses.FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        }
        catch (SocketException problem)
        {
            throw new FormatException($"listen tcp: lookup {host}: {problem.Message}", problem);
        }
    }
}
