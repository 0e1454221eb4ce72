namespace Confd.Cli.Tools;

/// <summary>Exit statuses of <c>confd table</c> and <c>confd flags</c>.</summary>
internal static class ToolExitCode
{
    /// <summary>Done, or there was nothing to do.</summary>
    public const int Success = 0;

    /// <summary>It failed; the message on stderr says what, where and what to do.</summary>
    public const int Failure = 1;

    /// <summary>The key or table that was asked for is not there.</summary>
    public const int NotFound = 2;
}
