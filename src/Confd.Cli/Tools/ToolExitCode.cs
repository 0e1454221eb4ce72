namespace Confd.Cli.Tools;

/// <summary>Exit statuses of <c>confd table</c> and <c>confd flags</c>.</summary>
internal static class ToolExitCode
{
    /// <summary>Done, or there was nothing to do.</summary>
    public const int Success = 0;

    /// <summary>It failed; the message on stderr names the failure, its place and what to do.</summary>
    public const int Failure = 1;

    /// <summary>The requested key or table does not exist.</summary>
    public const int NotFound = 2;

    /// <summary>An item was not written, since its stored version is the same or higher; all others were written.</summary>
    public const int NotNewer = 3;

    /// <summary>An item was not written, since it has changed in the meantime.</summary>
    public const int ChangedMeanwhile = 3;

    /// <summary>Two environments differ, with <c>--exit-code</c>.</summary>
    public const int Differs = 4;
}
