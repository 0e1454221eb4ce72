namespace Confd.Cli.Tables;

/// <summary>Exit statuses of <c>confd table</c>.</summary>
internal static class TableExitCode
{
    /// <summary>Done, or there was nothing to do.</summary>
    public const int Success = 0;

    /// <summary>It failed; the message on stderr says what, where and what to do.</summary>
    public const int Failure = 1;

    /// <summary>The key or table that was asked for is not there.</summary>
    public const int NotFound = 2;
}
