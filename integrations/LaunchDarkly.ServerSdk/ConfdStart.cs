using Microsoft.Extensions.Logging;

namespace Confd.Flags.LaunchDarkly;

/// <summary>The lines that say at the start what is used.</summary>
internal static partial class ConfdStart
{
    [LoggerMessage(
        Level = LogLevel.Information, Message = "Flags are kept in the DynamoDB table {Table}, prefix {Prefix}, by Confd's store")]
    public static partial void LogStore(ILogger logger, string table, string prefix);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Big segments are read from the DynamoDB table {Table}, prefix {Prefix}, by Confd's store")]
    public static partial void LogBigSegments(ILogger logger, string table, string prefix);
}
