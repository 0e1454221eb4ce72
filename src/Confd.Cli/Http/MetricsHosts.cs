using Confd.Admission;

namespace Confd.Cli.Http;

/// <summary>The host names of <c>--metrics-host</c>.</summary>
internal static class MetricsHosts
{
    /// <summary>The variable with names separated by commas, in addition to the command line.</summary>
    public const string Variable = "CONFD_METRICS_HOSTS";

    /// <summary>Parses names.</summary>
    /// <param name="names">Host names without ports, <c>*.example.com</c> for all subdomains, <c>*</c> for any.</param>
    /// <param name="listenAddress">The address of the server: where it has a host name, that is allowed too.</param>
    /// <exception cref="ConfigurationException">One is not a host name.</exception>
    public static HostNames Read(IEnumerable<string> names, string listenAddress = "")
    {
        var all = names.ToList();
        if (all.Find(name => !HostNames.IsWellFormed(name)) is { } wrong)
        {
            throw new ConfigurationException(
                $"--metrics-host {(wrong.Length > 0 ? wrong : "\"\"")} is not a host name; write it without scheme and port, "
                + "such as confd.example.com or *.example.com");
        }

        if (listenAddress.LastIndexOf(':') is > 0 and var colon && HostNames.IsWellFormed(listenAddress[..colon]))
        {
            all.Add(listenAddress[..colon]);
        }

        return new HostNames(all);
    }

    /// <summary>Splits a list of names; an empty text is an empty list, <see cref="Read"/> refuses an empty name.</summary>
    public static string[] Split(string? text) => string.IsNullOrEmpty(text) ? [] : text.Split(',', StringSplitOptions.TrimEntries);
}
