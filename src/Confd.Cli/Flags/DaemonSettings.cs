using Confd.Admission;
using Confd.Cli.Http;
using Confd.Cli.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags;

/// <summary>What a flag command that runs until it is stopped was asked for its log and its servers.</summary>
/// <param name="MetricsAddress">Where metrics are served; null: nowhere.</param>
/// <param name="Hosts">Further names under which the servers answer.</param>
/// <param name="LogLevel">From which level on the log tells.</param>
/// <param name="IsLogJson">True: a JSON object in each line.</param>
internal sealed record DaemonSettings(string? MetricsAddress, IReadOnlyList<string> Hosts, string LogLevel, bool IsLogJson)
{
    /// <summary>Begins to write to the program's output.</summary>
    public LineLogger StartLog(CliHost host) => new(LogQueue.Start(host.Output), host.Origin, host.Clock)
    {
        Level = LevelNames.Read(LogLevel),
        Patience = LogPatience.OfADaemon,
        Format = IsLogJson ? LogFormat.Json : LogFormat.Text,
    };

    /// <summary>Makes the server of metrics; null where none was asked for.</summary>
    public RequiredServer? CreateMetricsServer(Func<HttpContext, Task> answer, ILogger log) => MetricsAddress is { } address
        ? new RequiredServer(address, new HttpServerSettings { Answer = answer, Hosts = HostsOf(address), Logger = log })
        : null;

    /// <summary>The names under which a server on this address answers.</summary>
    public HostNames HostsOf(string address) => MetricsHosts.Read(Hosts, address);
}
