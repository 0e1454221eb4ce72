using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

internal sealed partial class TableReconciler
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Flag table is up to date "
            + "[table {table}: {flags} flags, {segments} segments, {written} written, {deleted} deleted, {overtaken} overtaken]")]
    private static partial void LogReconciled(
        ILogger logger, string table, int flags, int segments, int written, int deleted, int overtaken);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Flag change received [{kind} {key}, version {version}, deleted {deleted}, written {written}]")]
    private static partial void LogChanged(ILogger logger, string kind, string key, long version, bool deleted, bool written);

    [LoggerMessage(Level = LogLevel.Information, Message = "Old tombstones removed [{removed} rows]")]
    private static partial void LogPurged(ILogger logger, int removed);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rows of unfinished writes removed [table {table}, {removed} rows]")]
    private static partial void LogSwept(ILogger logger, string table, int removed);

    [LoggerMessage(Level = LogLevel.Error, Message = "A flag or segment cannot be stored in the table [{error}]")]
    private static partial void LogItemRefused(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag data not applied: it would remove too much [{error}]")]
    private static partial void LogRefused(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag table lost its rows; filling it again [table {table}]")]
    private static partial void LogLost(ILogger logger, string table);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Flag table lost some of its rows; filling it again [table {table}, {missing} rows: {names}]")]
    private static partial void LogIncomplete(ILogger logger, string table, int missing, string names);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag table cannot be checked [{error}]")]
    private static partial void LogCheckFailed(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A row is left as it is [{error}]")]
    private static partial void LogForeignRow(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Invalid flags skipped; their stored versions are kept [{count}: {flags}]")]
    private static partial void LogPassedOver(ILogger logger, int count, string flags);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Flag versions go down: the source is behind what was stored, or was set back [{count}: {flags}]")]
    private static partial void LogLowered(ILogger logger, int count, string flags);
}
