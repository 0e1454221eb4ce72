using System.Globalization;
using System.Net;

namespace Confd.Backends.ZooKeeper.Connections;

/// <summary>A server of an ensemble.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>Parses <c>HOST</c>, <c>HOST:PORT</c> or <c>[ADDRESS]:PORT</c>; null where it is none of them.</summary>
    public static ServerAddress? Parse(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.LastIndexOf(':');
        var host = (end > 0 ? text[..end] : text).Trim('[', ']');
        var port = end > 0 && end < text.Length ? text[end..].TrimStart(':') : "2181";
        return host.Length > 0
            && !host.Any(char.IsWhiteSpace)
            && (!host.Contains(':', StringComparison.Ordinal) || (text.StartsWith('[') && IPAddress.TryParse(host, out _)))
            && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
                ? new ServerAddress(host, number)
                : null;
    }
}
