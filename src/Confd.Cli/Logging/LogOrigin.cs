namespace Confd.Cli.Logging;

/// <summary>The source of the log: the middle part of every text line.</summary>
/// <param name="Host">The host name, including the domain where it has one.</param>
/// <param name="Program">The path with which the program was started.</param>
/// <param name="ProcessId">The ID of the process.</param>
internal sealed record LogOrigin(string Host, string Program, int ProcessId)
{
    /// <summary>This process.</summary>
    public static LogOrigin Current { get; } = new(HostName(), Environment.GetCommandLineArgs()[0], Environment.ProcessId);

    /// <summary>The host name, including the domain: <see cref="Environment.MachineName"/> cuts that off, which the original does
    /// not.</summary>
    /// <param name="path">The kernel's file with the name; profiles of AppArmor and sandboxes may deny it.</param>
    internal static string HostName(string path = "/proc/sys/kernel/hostname")
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\n');
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return Environment.MachineName;
        }
    }
}
