using System.Net;
using System.Net.Sockets;

namespace Confd.Cli.Http;

/// <summary>Addresses to listen on, as Go's <c>net.Listen</c> reads them: <c>:9100</c>, <c>127.0.0.1:9100</c>, <c>[::1]:9100</c>,
/// <c>localhost:9100</c>.</summary>
internal static class ListenAddress
{
    /// <summary>Reads an address; an empty host means every interface.</summary>
    /// <exception cref="FormatException">The text is no address; the message is worded as Go words it.</exception>
    public static IPEndPoint Parse(string text)
    {
        var (host, port) = Split(text);
        if (!ushort.TryParse(port.Length == 0 ? "0" : port, out var number))
        {
            throw new FormatException(
                port.All(char.IsAsciiDigit) ? $"listen tcp: address {port}: invalid port" : $"listen tcp: lookup tcp/{port}: unknown port");
        }

        return new IPEndPoint(Resolve(host), number);
    }

    /// <summary>Reads the address of a server that a command cannot run without.</summary>
    /// <exception cref="ConfigurationException">The text is no address.</exception>
    public static IPEndPoint Demand(string text)
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
