using Microsoft.Extensions.Logging;

namespace Confd.Cli.Logging;

/// <summary>The levels of the log by the names that the original has for them.</summary>
internal static class LevelNames
{
    /// <summary>The level of a name, in any case; the empty one is that of <c>info</c>. <see cref="LogLevel.None"/> for no name.</summary>
    public static LogLevel Read(string name) => name.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        "" or "info" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" or "fatal" or "panic" => LogLevel.Error,
        _ => LogLevel.None,
    };

    /// <summary>As log lines have it.</summary>
    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };
}
