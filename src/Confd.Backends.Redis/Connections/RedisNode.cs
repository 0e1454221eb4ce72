using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Confd.Backends.Redis.Connections;

/// <summary>One server of a setting.</summary>
/// <param name="Text">The setting's text.</param>
/// <param name="EndPoint">The endpoint; null where the text is not a valid address.</param>
/// <param name="Database">The number of the database.</param>
/// <param name="IsTls">True where the connection is encrypted.</param>
internal sealed record RedisNode(string Text, EndPoint? EndPoint, int Database, bool IsTls)
{
    private const int DefaultPort = 6379;

    /// <summary>The required name in a certificate.</summary>
    public string Host => EndPoint switch
    {
        DnsEndPoint named => named.Host,
        IPEndPoint address => address.Address.ToString(),
        _ => "localhost",
    };

    /// <summary>
    /// Parses <c>HOST:PORT</c>, <c>HOST:PORT/DATABASE</c>, either with <c>redis://</c> or <c>rediss://</c> in front, or the path of a
    /// socket, which is any text that names an existing file.
    /// </summary>
    /// <param name="text">The setting.</param>
    /// <param name="hasTlsFiles">Whether an address without a scheme uses TLS.</param>
    /// <exception cref="KeyBackendException">The address contains a password.</exception>
    public static RedisNode Parse(string text, bool hasTlsFiles)
    {
        if (File.Exists(text))
        {
            return new RedisNode(text, new UnixDomainSocketEndPoint(text), 0, IsTls: false);
        }

        var isTls = hasTlsFiles;
        var address = text;
        foreach (var (scheme, encrypts) in new[] { ("redis://", false), ("rediss://", true) })
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                (address, isTls) = (text[scheme.Length..], encrypts);
            }
        }

        if (address.Contains('@', StringComparison.Ordinal))
        {
            throw new KeyBackendException("the address of a redis node must not contain a user or password: set username and password");
        }

        var database = 0;
        var slash = address.LastIndexOf('/');
        if (slash >= 0 && int.TryParse(address.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            (address, database) = (address[..slash], number);
        }

        return new RedisNode(text, ParseEndPoint(address), database, isTls);
    }

    private static EndPoint? ParseEndPoint(string address)
    {
        if (IPEndPoint.TryParse(address, out var numeric) && (address.Contains('.', StringComparison.Ordinal) || address.StartsWith('[')))
        {
            return numeric.Port == 0 ? new IPEndPoint(numeric.Address, DefaultPort) : numeric;
        }

        var colon = address.LastIndexOf(':');
        var host = colon < 0 ? address : address[..colon];
        ushort port = DefaultPort;
        var isAddress = host.Length > 0 && host.IndexOfAny(['/', ':']) < 0
            && (colon < 0 || ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port));
        return isAddress ? new DnsEndPoint(host, port) : null;
    }
}
