using Confd.Cli.Logging;

namespace Confd.Cli.Flags;

/// <summary>The log of the flag commands that run until they are stopped.</summary>
internal static class DaemonLog
{
    /// <summary>The levels of <c>--log-level</c>.</summary>
    public static string[] Levels { get; } = ["debug", "info", "warn", "error"];

    /// <summary>Begins to write to the program's output.</summary>
    public static LineLogger Start(CliHost host, string level, bool isJson) =>
        new(LogQueue.Start(host.Output), host.Origin, host.Clock)
        {
            Level = LevelNames.Read(level),
            Patience = LogPatience.OfADaemon,
            Format = isJson ? LogFormat.Json : LogFormat.Text,
        };
}
