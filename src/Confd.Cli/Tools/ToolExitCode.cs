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

    /// <summary>An item was left as it is, since its stored version is the same or higher; all others were written.</summary>
    public const int NotNewer = 3;

    /// <summary>An item was left as it is, since somebody else has changed it meanwhile.</summary>
    public const int ChangedMeanwhile = 3;

    /// <summary>Two environments differ, and it was asked to tell so.</summary>
    public const int Differs = 4;
}
