namespace Confd.Cli.Logging;

/// <summary>The form of log lines.</summary>
internal enum LogFormat
{
    /// <summary><c>TIME HOST PROGRAM[PID]: LEVEL message key=value</c>.</summary>
    Text,

    /// <summary>One JSON object per line: <c>time</c>, <c>level</c>, <c>msg</c>, then the attributes.</summary>
    Json,
}
