using System.Globalization;
using Confd.Backends;
using Confd.Engine.Templates.Network;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Backends;

/// <summary>Finds the nodes of a backend in DNS, for <c>--srv-record</c> and <c>--srv-domain</c>.</summary>
internal static partial class NodeDiscovery
{
    /// <summary>
    /// Looks up the record; ignored for a backend without options for nodes, such as the environment.
    /// </summary>
    /// <returns>The nodes as <c>HOST:PORT</c> in the order of the record; empty where no record is configured.</returns>
    /// <exception cref="ConfigurationException">There is no such record.</exception>
    public static IReadOnlyList<string> Run(IKeyBackendFactory backend, string domain, string record, NameLookup names, ILogger logger)
    {
        var name = record.Length == 0 && domain.Length > 0 ? $"_{backend.Name}._tcp.{domain.TrimEnd('.')}." : record;
        if (name.Length == 0 || !backend.Options.Any(option => option.IsSource))
        {
            return [];
        }

        LogRecord(logger, name);
        var nodes = names.LookupServices("", "", name, CancellationToken.None);
        return nodes.Count > 0
            ? [.. nodes.Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Target.TrimEnd('.')}:{node.Port}"))]
            : throw new ConfigurationException($"cannot get nodes from SRV records: lookup {name}: no such host");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "SRV record set to {Record}")]
    private static partial void LogRecord(ILogger logger, string record);
}
