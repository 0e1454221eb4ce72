using Microsoft.Extensions.Logging;

namespace Confd.Cli.Logging;

/// <summary>The names that the original has for the levels of the log.</summary>
internal static class LevelNames
{
    /// <summary>The level of a name, in any case; an empty name is <c>info</c>. <see cref="LogLevel.None"/> for an unknown name.</summary>
    public static LogLevel Read(string name) => name.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        "" or "info" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" or "fatal" or "panic" => LogLevel.Error,
        _ => LogLevel.None,
    };

    /// <summary>The name in log lines.</summary>
    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };
}
