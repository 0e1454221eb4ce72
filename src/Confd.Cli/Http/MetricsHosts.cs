using Confd.Admission;

namespace Confd.Cli.Http;

/// <summary>The host names of <c>--metrics-host</c>.</summary>
internal static class MetricsHosts
{
    /// <summary>Names separated by commas, beside the command line.</summary>
    public const string Variable = "CONFD_METRICS_HOSTS";

    /// <summary>Takes names.</summary>
    /// <param name="names">Host names without ports, <c>*.example.com</c> for all below a name, <c>*</c> for any.</param>
    /// <param name="listenAddress">The address that is listened on: where it has a name, this one is allowed too.</param>
    /// <exception cref="ConfigurationException">One is no host name.</exception>
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

    /// <summary>Splits a list of names; an empty text is an empty list, an empty name is left for <see cref="Read"/> to refuse.</summary>
    public static string[] Split(string? text) => string.IsNullOrEmpty(text) ? [] : text.Split(',', StringSplitOptions.TrimEntries);
}
