using System.Net;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Http;

/// <summary>
/// The host names under which a server answers. A page of another site can make its own name point to this machine (DNS rebinding) and read
/// what is served as if it were its own; what the browser then sends as <c>Host</c> is that name. Addresses, <c>localhost</c> and the name
/// of this machine
/// cannot belong to such a site.
/// </summary>
internal sealed class AllowedHosts
{
    /// <summary>Names separated by commas, beside the command line.</summary>
    public const string Variable = "CONFD_METRICS_HOSTS";

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost", Environment.MachineName };
    private readonly List<string> _suffixes = [];
    private readonly bool _isAny;

    /// <summary>Takes further names.</summary>
    /// <param name="names">Host names without ports, <c>*.example.com</c> for all below a name, <c>*</c> for any.</param>
    /// <param name="listenAddress">The address that is listened on: where it has a name, this one is allowed too.</param>
    /// <exception cref="ConfigurationException">One is no host name.</exception>
    public AllowedHosts(IEnumerable<string> names, string listenAddress = "")
    {
        foreach (var name in names)
        {
            if (name == "*")
            {
                _isAny = true;
            }
            else if (name.StartsWith("*.", StringComparison.Ordinal) && IsName(name[2..]))
            {
                _suffixes.Add(Bare(name[1..]));
            }
            else if (IsName(name))
            {
                _names.Add(Bare(name));
            }
            else
            {
                throw new ConfigurationException(
                    $"--metrics-host {name} is not a host name; write it without scheme and port, "
                    + "such as confd.example.com or *.example.com");
            }
        }

        if (listenAddress.LastIndexOf(':') is > 0 and var colon && IsName(listenAddress[..colon]))
        {
            _names.Add(Bare(listenAddress[..colon]));
        }
    }

    /// <summary>Splits a list of names.</summary>
    public static string[] Split(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>True where a request's host is this server's; without one (HTTP/1.0) there is no browser that could have been
    /// misled.</summary>
    public bool Allows(HostString host)
    {
        var name = Bare(host.Host);
        return _isAny
            || name.Length == 0
            || _names.Contains(name)
            || IPAddress.TryParse(name, out _)
            || _suffixes.Exists(suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsName(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_');

    // A name may end with the dot of the root.
    private static string Bare(string name) => name.EndsWith('.') ? name[..^1] : name;
}
