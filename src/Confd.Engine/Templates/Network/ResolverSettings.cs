using System.Globalization;
using System.Net;
using Confd.Shared.Files;

namespace Confd.Engine.Templates.Network;

/// <summary>Which DNS servers to query and how: the settings of <c>/etc/resolv.conf</c> that Go's resolver supports.</summary>
internal sealed record ResolverSettings
{
    /// <summary>The file with the settings.</summary>
    public const string DefaultPath = "/etc/resolv.conf";

    private const int DnsPort = 53;
    private const int MaxServers = 3;
    private const int MaxDots = 15;

    /// <summary>The servers, queried in this order.</summary>
    /// <value>Default 127.0.0.1 and ::1, port 53.</value>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [new(IPAddress.Loopback, DnsPort), new(IPAddress.IPv6Loopback, DnsPort)];

    /// <summary>Domains appended to names that are not complete, each with a final dot.</summary>
    public IReadOnlyList<string> SearchDomains { get; init; } = [];

    /// <summary>A name with this many dots is tried unchanged before the search domains.</summary>
    /// <value>Default 1, at most 15.</value>
    public int MinDots { get; init; } = 1;

    /// <summary>How long to wait for one answer.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many times to query all servers.</summary>
    /// <value>Default 2.</value>
    public int Attempts { get; init; } = 2;

    /// <summary>Use TCP from the start.</summary>
    public bool UseTcp { get; init; }

    /// <summary>Reads a file; the defaults for one that cannot be read.</summary>
    public static ResolverSettings Load(string path)
    {
        try
        {
            return Parse(RegularFile.ReadText(path).Split('\n'));
        }
        catch (FileReadException)
        {
            return new ResolverSettings();
        }
    }

    /// <summary>Parses the lines of a file; unknown or malformed ones are skipped.</summary>
    public static ResolverSettings Parse(IEnumerable<string> lines)
    {
        var settings = new ResolverSettings();
        var servers = new List<IPEndPoint>();
        foreach (var line in lines)
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || line[0] is ';' or '#')
            {
                continue;
            }

            switch (words[0])
            {
                case "nameserver" when servers.Count < MaxServers && IPAddress.TryParse(words[1], out var address):
                    servers.Add(new IPEndPoint(address, DnsPort));
                    break;
                case "domain":
                    settings = settings with { SearchDomains = [Rooted(words[1])] };
                    break;
                case "search":
                    settings = settings with { SearchDomains = [.. words.Skip(1).Select(Rooted).Where(domain => domain != ".")] };
                    break;
                case "options":
                    settings = words.Skip(1).Aggregate(settings, WithOption);
                    break;
                default:
                    break;
            }
        }

        return servers.Count == 0 ? settings : settings with { Servers = servers };
    }

    /// <summary>The complete names to try for a name, in order, each with a final dot.</summary>
    public IEnumerable<string> CandidatesFor(string name)
    {
        if (!DnsName.IsValid(name))
        {
            return [];
        }

        if (name.EndsWith('.'))
        {
            return [name];
        }

        var searched = SearchDomains.Select(domain => $"{name}.{domain}");
        var hasDots = name.Count(letter => letter == '.') >= MinDots;
        IEnumerable<string> all = hasDots ? [Rooted(name), .. searched] : [.. searched, Rooted(name)];
        return all.Where(DnsName.IsValid);
    }

    private static string Rooted(string name) => name.EndsWith('.') ? name : name + ".";

    private static ResolverSettings WithOption(ResolverSettings settings, string option)
    {
        var colon = option.IndexOf(':', StringComparison.Ordinal);
        var number = colon >= 0 && int.TryParse(
            option.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        return (colon < 0 ? option : option[..colon]) switch
        {
            "ndots" => settings with { MinDots = Math.Clamp(number, 0, MaxDots) },
            "timeout" => settings with { Timeout = TimeSpan.FromSeconds(Math.Max(number, 1)) },
            "attempts" => settings with { Attempts = Math.Max(number, 1) },
            "use-vc" or "usevc" or "tcp" => settings with { UseTcp = true },
            _ => settings,
        };
    }
}
