namespace Confd.Cli.Logging;

/// <summary>Who logs: the middle part of every text line.</summary>
/// <param name="Host">The host's name, domain included where it has one.</param>
/// <param name="Program">The program as it was started.</param>
/// <param name="ProcessId">The number of the process.</param>
internal sealed record LogOrigin(string Host, string Program, int ProcessId)
{
    /// <summary>This process.</summary>
    public static LogOrigin Current { get; } = new(HostName(), Environment.GetCommandLineArgs()[0], Environment.ProcessId);

    /// <summary>The host's name, domain included: <see cref="Environment.MachineName"/> cuts that off, which the original does
    /// not.</summary>
    /// <param name="path">Where the kernel tells it; profiles of AppArmor and sandboxes may deny it.</param>
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
