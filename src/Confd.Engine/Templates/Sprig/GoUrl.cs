using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Confd.Engine.Templates.Network;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>The parts of a URL, parsed and formatted as by Go's <c>net/url</c> (Go 1.25).</summary>
internal sealed record GoUrl
{
    /// <summary>In lower case, without the colon.</summary>
    public ByteString Scheme { get; init; }

    /// <summary>The text after the scheme of a URL without slashes.</summary>
    public ByteString Opaque { get; init; }

    /// <summary>Name and password before <c>@</c>, escaped; null where there is no <c>@</c>.</summary>
    public ByteString? User { get; init; }

    /// <summary>With the port.</summary>
    public ByteString Host { get; init; }

    /// <summary>Unescaped.</summary>
    public ByteString Path { get; init; }

    /// <summary>Unchanged, without the question mark.</summary>
    public ByteString Query { get; init; }

    /// <summary>Unescaped, without the sign.</summary>
    public ByteString Fragment { get; init; }

    /// <summary>The host without port and brackets.</summary>
    public ByteString HostName
    {
        get
        {
            var colon = Host.Span.LastIndexOf((byte)':');
            var name = colon >= 0 && IsPort(Host.Span[colon..]) ? Host.Slice(0, colon) : Host;
            return name.Span.StartsWith("["u8) && name.Span.EndsWith("]"u8) && name.Length > 1 ? name.Slice(1, name.Length - 2) : name;
        }
    }

    /// <summary>Parses a URL.</summary>
    /// <param name="text">The text.</param>
    /// <param name="url">Its parts; empty ones where there is an error.</param>
    /// <returns>Null, or Go's message.</returns>
    public static ErrorText? TryParse(ByteString text, out GoUrl url)
    {
        url = new GoUrl();
        var sign = text.Span.IndexOf((byte)'#');
        var main = sign < 0 ? text : text.Slice(0, sign);
        try
        {
            url = ParseMain(main);
            main = text;
            url = url with { Fragment = sign < 0 ? ByteString.Empty : UrlEscaping.Unescape(text.Slice(sign + 1), UrlPart.Fragment) };
            return null;
        }
        catch (TemplateFunctionException exception)
        {
            return ErrorText.Format($"parse {ErrorText.Quoted(main)}: {exception.Text}");
        }
    }

    /// <summary>The URL as a text, its parts escaped.</summary>
    public ByteString ToByteString()
    {
        var output = new ArrayBufferWriter<byte>();
        if (!Scheme.IsEmpty)
        {
            output.Write(Scheme.Span);
            output.Write(":"u8);
        }

        if (!Opaque.IsEmpty)
        {
            output.Write(Opaque.Span);
        }
        else
        {
            WriteAuthority(output);
            WritePath(output);
        }

        if (!Query.IsEmpty)
        {
            output.Write("?"u8);
            output.Write(Query.Span);
        }

        if (!Fragment.IsEmpty)
        {
            output.Write("#"u8);
            output.Write(UrlEscaping.Escape(Fragment, UrlPart.Fragment).Span);
        }

        return new ByteString(output.WrittenMemory);
    }

    private void WriteAuthority(ArrayBufferWriter<byte> output)
    {
        if ((Scheme.IsEmpty && Host.IsEmpty && User is null) || (Host.IsEmpty && Path.IsEmpty && User is null))
        {
            return;
        }

        output.Write("//"u8);
        if (User is { } user)
        {
            output.Write(user.Span);
            output.Write("@"u8);
        }

        output.Write(UrlEscaping.Escape(Host, UrlPart.Host).Span);
    }

    private void WritePath(ArrayBufferWriter<byte> output)
    {
        var path = Path.Span.SequenceEqual("*"u8) ? Path : UrlEscaping.Escape(Path, UrlPart.Path);
        if (!path.IsEmpty && path[0] != '/' && !Host.IsEmpty)
        {
            output.Write("/"u8);
        }

        // A colon in the first segment would turn it into a scheme.
        if (output.WrittenCount == 0 && FirstSegment(path.Span).Contains((byte)':'))
        {
            output.Write("./"u8);
        }

        output.Write(path.Span);
    }

    private static ReadOnlySpan<byte> FirstSegment(ReadOnlySpan<byte> path) =>
        path.IndexOf((byte)'/') is var end and >= 0 ? path[..end] : path;

    private static GoUrl ParseMain(ByteString text)
    {
        if (text.Span.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0 || text.Span.Contains((byte)0x7f))
        {
            throw new TemplateFunctionException("net/url: invalid control character in URL");
        }

        if (text.Span.SequenceEqual("*"u8))
        {
            return new GoUrl { Path = text };
        }

        var schemeLength = SchemeLength(text.Span);
        var scheme = text.Slice(0, schemeLength);
        var rest = schemeLength > 0 ? text.Slice(schemeLength + 1) : text;
        var mark = rest.Span.IndexOf((byte)'?');
        var url = new GoUrl
        {
            Scheme = ByteString.FromString(Encoding.ASCII.GetString(scheme.Span).ToLowerInvariant()),
            Query = mark < 0 ? ByteString.Empty : rest.Slice(mark + 1),
        };
        rest = mark < 0 ? rest : rest.Slice(0, mark);
        if (!rest.Span.StartsWith("/"u8))
        {
            if (!scheme.IsEmpty)
            {
                return url with { Opaque = rest };
            }

            if (FirstSegment(rest.Span).Contains((byte)':'))
            {
                throw new TemplateFunctionException("first path segment in URL cannot contain colon");
            }
        }

        if (rest.Span.StartsWith("//"u8) && (!scheme.IsEmpty || !rest.Span.StartsWith("///"u8)))
        {
            var authority = rest.Slice(2);
            var end = authority.Span.IndexOf((byte)'/') is var slash and >= 0 ? slash : authority.Length;
            rest = authority.Slice(end);
            url = url.WithAuthority(authority.Slice(0, end));
        }

        return url with { Path = UrlEscaping.Unescape(rest, UrlPart.Path) };
    }

    // Letters, then also digits and some signs, up to the first colon; 0 where there is no scheme.
    private static int SchemeLength(ReadOnlySpan<byte> text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var letter = (char)text[index];
            if (letter == ':')
            {
                return index > 0 ? index : throw new TemplateFunctionException("missing protocol scheme");
            }

            if (!char.IsAsciiLetter(letter) && (index == 0 || !(char.IsAsciiDigit(letter) || letter is '+' or '-' or '.')))
            {
                return 0;
            }
        }

        return 0;
    }

    private GoUrl WithAuthority(ByteString authority)
    {
        var at = authority.Span.LastIndexOf((byte)'@');
        var host = ReadHost(authority.Slice(at + 1));
        return at < 0 ? this with { Host = host } : this with { Host = host, User = ReadUser(authority.Slice(0, at)) };
    }

    private static ByteString ReadUser(ByteString user)
    {
        foreach (var letter in user.Span)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && !"-._:~!$&'()*+,;=%@"u8.Contains(letter))
            {
                throw new TemplateFunctionException("net/url: invalid userinfo");
            }
        }

        var colon = user.Span.IndexOf((byte)':');
        var name = Normalize(colon < 0 ? user : user.Slice(0, colon));
        return colon < 0 ? name : new ByteString([.. name.Span, (byte)':', .. Normalize(user.Slice(colon + 1)).Span]);
    }

    private static ByteString Normalize(ByteString part) =>
        UrlEscaping.Escape(UrlEscaping.Unescape(part, UrlPart.User), UrlPart.User);

    private static ByteString ReadHost(ByteString host)
    {
        var bracket = host.Span.LastIndexOf((byte)'[');
        if (bracket > 0)
        {
            throw new TemplateFunctionException("invalid IP-literal");
        }

        if (bracket == 0)
        {
            return ReadLiteral(host);
        }

        if (host.Span.LastIndexOf((byte)':') is var colon and >= 0)
        {
            CheckPort(host.Slice(colon));
        }

        return UrlEscaping.Unescape(host, UrlPart.Host);
    }

    // [IPv6], possibly with a zone, possibly with a port.
    private static ByteString ReadLiteral(ByteString host)
    {
        var end = host.Span.LastIndexOf((byte)']');
        if (end < 0)
        {
            throw new TemplateFunctionException("missing ']' in host");
        }

        CheckPort(host.Slice(end + 1));
        var name = host.Slice(1, end - 1);
        var zone = name.Span.IndexOf("%25"u8) is var found and >= 0 ? found : name.Length;
        var address = UrlEscaping.Unescape(name.Slice(0, zone), UrlPart.Host);
        var all = new ByteString([.. address.Span, .. UrlEscaping.Unescape(name.Slice(zone), UrlPart.Zone).Span]);
        if (AddressText.TryParse(address.ToString()) is not { } parsed)
        {
            throw new TemplateFunctionException($"invalid host: ParseAddr({ErrorText.Quoted(all)}): unable to parse IP");
        }

        if (zone + "%25".Length == name.Length)
        {
            throw new TemplateFunctionException($"invalid host: ParseAddr({ErrorText.Quoted(all)}): zone must be a non-empty string");
        }

        return parsed.AddressFamily == AddressFamily.InterNetworkV6
            ? new ByteString([(byte)'[', .. all.Span, (byte)']', .. host.Slice(end + 1).Span])
            : throw new TemplateFunctionException("invalid IP-literal");
    }

    private static void CheckPort(ByteString port)
    {
        if (!IsPort(port.Span))
        {
            throw new TemplateFunctionException($"invalid port {ErrorText.Quoted(port)} after host");
        }
    }

    // Nothing, or a colon and digits.
    private static bool IsPort(ReadOnlySpan<byte> port) =>
        port.IsEmpty || (port[0] == ':' && port[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);
}
