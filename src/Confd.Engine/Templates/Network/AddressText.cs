using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Confd.Engine.Templates.Network;

/// <summary>Parses and formats IP addresses as Go does (Go <c>net/netip</c>).</summary>
internal static class AddressText
{
    /// <summary>Parses an address; unlike the BCL it does not accept short, octal or hexadecimal forms of IPv4.</summary>
    public static IPAddress? TryParse(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            // Brackets and ports are not part of an address.
            return text[0] != '[' && IPAddress.TryParse(text, out var address) ? address : null;
        }

        var parts = text.Split('.');
        var isDotted = parts.Length == 4 && Array.TrueForAll(parts, IsOctet);
        return isDotted ? IPAddress.Parse(text) : null;
    }

    /// <summary>Formats an address: RFC 5952 for IPv6, plain IPv4 for a mapped one, without a scope.</summary>
    public static string Format(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : FormatIPv6(address.GetAddressBytes());
    }

    private static bool IsOctet(string part) =>
        part.Length is >= 1 and <= 3
        && part.All(char.IsAsciiDigit)
        && (part.Length == 1 || part[0] != '0')
        && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string FormatIPv6(byte[] bytes)
    {
        var groups = Enumerable.Range(0, 8).Select(index => (bytes[index * 2] << 8) | bytes[(index * 2) + 1]).ToArray();
        var (zerosStart, zerosEnd) = LongestZeros(groups);
        var text = new StringBuilder();
        for (var index = 0; index < groups.Length; index++)
        {
            if (index == zerosStart)
            {
                text.Append("::");
                index = zerosEnd;
                if (index >= groups.Length)
                {
                    break;
                }
            }
            else if (index > 0)
            {
                text.Append(':');
            }

            text.Append(CultureInfo.InvariantCulture, $"{groups[index]:x}");
        }

        return text.ToString();
    }

    // The first of the longest runs of two zeros or more.
    private static (int Start, int End) LongestZeros(int[] groups)
    {
        var best = (Start: -1, End: -1);
        for (var start = 0; start < groups.Length; start++)
        {
            var end = start;
            while (end < groups.Length && groups[end] == 0)
            {
                end++;
            }

            if (end - start >= 2 && end - start > best.End - best.Start)
            {
                best = (start, end);
            }
        }

        return best;
    }
}
