// Signals, owners and modes of files are what this program works with: Windows has none of them.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]

namespace Confd.Cli;

/// <summary>The limits of the program on some systems.</summary>
internal static class Platform
{
    /// <summary>
    /// Why configuration files are not written on this system; null where they are. Modes, owners, attributes and process groups, which
    /// keep a replacement safe, are those of Linux. The tools, such as <c>table</c> and <c>flags</c>, run on every system.
    /// </summary>
    public static string? Refusal { get; } = RefusalOn(OperatingSystem.IsLinux());

    /// <summary>The refusal on Linux and elsewhere.</summary>
    public static string? RefusalOn(bool isLinux) => isLinux
        ? null
        : "confd replaces files and runs commands only on Linux: use a Linux machine or container for it; "
          + "the commands table, flags and completion work here";
}
