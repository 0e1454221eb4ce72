using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

internal sealed partial class TableReconciler
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Flag table is up to date")]
    private static partial void LogReconciled(
        ILogger logger, string table, int flags, int segments, int written, int deleted, int overtaken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Flag change received")]
    private static partial void LogChanged(ILogger logger, string kind, string key, long version, bool deleted, bool written);

    [LoggerMessage(Level = LogLevel.Information, Message = "Old tombstones removed")]
    private static partial void LogPurged(ILogger logger, int removed);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rows of unfinished writes removed")]
    private static partial void LogSwept(ILogger logger, string table, int removed);

    [LoggerMessage(Level = LogLevel.Error, Message = "A flag or segment cannot be stored in the table")]
    private static partial void LogItemRefused(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag data not applied: it would remove too much")]
    private static partial void LogRefused(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag table lost its rows; filling it again")]
    private static partial void LogLost(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag table lost some of its rows; filling it again")]
    private static partial void LogIncomplete(ILogger logger, string table, int missing, string names);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag table cannot be looked at")]
    private static partial void LogCannotLook(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A row is left as it is")]
    private static partial void LogForeignRow(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Broken flags passed over; what is stored of them stays")]
    private static partial void LogPassedOver(ILogger logger, int count, string flags);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Flag versions go down: the source is behind what was stored, or was set back")]
    private static partial void LogLowered(ILogger logger, int count, string flags);
}
