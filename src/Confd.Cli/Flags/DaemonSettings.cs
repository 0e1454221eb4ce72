using Confd.Admission;
using Confd.Cli.Http;
using Confd.Cli.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags;

/// <summary>The settings of a long-running flag command for its log and its servers.</summary>
/// <param name="MetricsAddress">The address of the metrics server; null: none.</param>
/// <param name="Hosts">Additional host names of the servers.</param>
/// <param name="LogLevel">The lowest level that is logged.</param>
/// <param name="IsLogJson">True: a JSON object in each line.</param>
internal sealed record DaemonSettings(string? MetricsAddress, IReadOnlyList<string> Hosts, string LogLevel, bool IsLogJson)
{
    /// <summary>Starts to write the log to the program's output.</summary>
    public LineLogger StartLog(CliHost host) => new(LogQueue.Start(host.Output), host.Origin, host.Clock)
    {
        Level = LevelNames.Read(LogLevel),
        Patience = LogPatience.ForDaemon,
        Format = IsLogJson ? LogFormat.Json : LogFormat.Text,
    };

    /// <summary>Creates the metrics server; null where none is configured.</summary>
    public RequiredServer? CreateMetricsServer(Func<HttpContext, Task> answer, ILogger log) => MetricsAddress is { } address
        ? new RequiredServer(address, new HttpServerSettings { Answer = answer, Hosts = HostsOf(address), Logger = log })
        : null;

    /// <summary>The host names of a server on this address.</summary>
    public HostNames HostsOf(string address) => MetricsHosts.Read(Hosts, address);
}
