using Confd.Cli.Tools;

namespace Confd.Cli.Flags;

/// <summary>Exit statuses of <c>confd flags</c>, besides those of <see cref="ToolExitCode"/>.</summary>
internal static class FlagExitCode
{
    /// <summary>An item was left as it is, since its stored version is the same or higher; all others were written.</summary>
    public const int NotNewer = 3;

    /// <summary>Two environments differ, and it was asked to tell so.</summary>
    public const int Differs = 4;

    /// <summary>An item was left as it is, since somebody else has changed it meanwhile.</summary>
    public const int ChangedMeanwhile = 3;
}
