using System.Text;
using Confd.Engine.Documents;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Commands;

/// <summary>Logs commands that ran, in the words of the original.</summary>
internal static partial class CommandLog
{
    private const int ShownOutputBytes = 500;

    // Go's exit status for a command that did not exit by itself.
    private const int NoExitStatus = -1;

    public static void Starting(ILogger logger, string command, TimeSpan timeout)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            LogStarting(logger, command, DurationText.Format(timeout));
        }
    }

    public static void Write(ILogger logger, string command, TimeSpan timeout, CommandResult result)
    {
        var limit = DurationText.Format(timeout);
        var milliseconds = (long)result.Duration.TotalMilliseconds;
        if (result.Succeeded)
        {
            LogSuccess(logger, command, limit, result.ExitStatus, milliseconds, result.OutputBytes);
            if (logger.IsEnabled(LogLevel.Debug))
            {
                LogOutput(logger, command, limit, Shorten(result));
            }

            return;
        }

        switch (result.End)
        {
            case CommandOutcome.TimedOut:
                LogTimeout(logger, command, limit, NoExitStatus, milliseconds, result.OutputBytes, Shorten(result));
                break;
            case CommandOutcome.Cancelled:
                LogCancelled(logger, command, limit, NoExitStatus, milliseconds, result.OutputBytes);
                break;
            default:
                LogFailure(
                    logger,
                    command,
                    limit,
                    result.IsSignalled ? NoExitStatus : result.ExitStatus,
                    milliseconds,
                    result.OutputBytes,
                    Shorten(result),
                    result.Reason);
                break;
        }
    }

    private static string Shorten(CommandResult result)
    {
        var shown = result.Output.Span[..Math.Min(result.Output.Length, ShownOutputBytes)];
        var text = Encoding.UTF8.GetString(shown);
        return result.OutputBytes > ShownOutputBytes ? text + "... (truncated)" : text;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Starting command execution [command {command}, timeout {timeout}]")]
    private static partial void LogStarting(ILogger logger, string command, string timeout);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Command completed successfully "
            + "[command {command}, timeout {timeout}, exit_code {exit_code}, duration_ms {duration_ms}, "
            + "output_size_bytes {output_size_bytes}]")]
    private static partial void LogSuccess(
        ILogger logger, string command, string timeout, int exit_code, long duration_ms, long output_size_bytes);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Command output [command {command}, timeout {timeout}, output {output}]")]
    private static partial void LogOutput(ILogger logger, string command, string timeout, string output);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Command failed "
            + "[command {command}, timeout {timeout}, exit_code {exit_code}, duration_ms {duration_ms}, "
            + "output_size_bytes {output_size_bytes}, output {output}: {error}]")]
    private static partial void LogFailure(
        ILogger logger,
        string command,
        string timeout,
        int exit_code,
        long duration_ms,
        long output_size_bytes,
        string output,
        string? error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Command timed out "
            + "[command {command}, timeout {timeout}, exit_code {exit_code}, duration_ms {duration_ms}, "
            + "output_size_bytes {output_size_bytes}, output {output}]")]
    private static partial void LogTimeout(
        ILogger logger, string command, string timeout, int exit_code, long duration_ms, long output_size_bytes, string output);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Command cancelled "
            + "[command {command}, timeout {timeout}, exit_code {exit_code}, duration_ms {duration_ms}, "
            + "output_size_bytes {output_size_bytes}]")]
    private static partial void LogCancelled(
        ILogger logger, string command, string timeout, int exit_code, long duration_ms, long output_size_bytes);
}
