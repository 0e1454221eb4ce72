using System.CommandLine;
using Confd.Cli.Http;

namespace Confd.Cli.Flags;

/// <summary>The options of the long-running flag commands: for their log, and their metrics server.</summary>
internal sealed class DaemonOptions
{
    /// <summary>Creates the options.</summary>
    /// <param name="servers">The servers to which the names of <c>--metrics-host</c> apply.</param>
    public DaemonOptions(string servers)
    {
        Hosts = new("--metrics-host")
        {
            Description = $"A host name under which {servers}, in addition to addresses and localhost; repeatable. "
                + $"Also {MetricsHosts.Variable}, separated by commas.",
            HelpName = "NAME",
        };
        LogLevel.AcceptOnlyFromAmong("debug", "info", "warn", "error");
        LogFormat.AcceptOnlyFromAmong("text", "json");
    }

    public Option<string?> Metrics { get; } = new("--metrics-addr")
    {
        Description = "Serve /health, /ready and /metrics on this address.",
        HelpName = "ADDR",
    };

    public Option<string[]> Hosts { get; }

    public Option<string> LogLevel { get; } = new("--log-level")
    {
        Description = "debug, info, warn or error.",
        DefaultValueFactory = _ => "info",
    };

    public Option<string> LogFormat { get; } = new("--log-format")
    {
        Description = "text or json.",
        DefaultValueFactory = _ => "text",
    };

    public DaemonSettings Read(ParseResult arguments, CliHost host) => new(
        arguments.GetValue(Metrics),
        [.. arguments.GetValue(Hosts) ?? [], .. MetricsHosts.Split(host.Variable(MetricsHosts.Variable))],
        arguments.GetRequiredValue(LogLevel),
        arguments.GetValue(LogFormat) == "json");
}
