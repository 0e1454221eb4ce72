namespace Confd.Cli.Logging;

/// <summary>Who logs: the middle part of every text line.</summary>
/// <param name="Host">The host's name, domain included where it has one.</param>
/// <param name="Program">The program as it was started.</param>
/// <param name="ProcessId">The number of the process.</param>
internal sealed record LogOrigin(string Host, string Program, int ProcessId)
{
    /// <summary>This process.</summary>
    public static LogOrigin Current { get; } = new(HostName(), Environment.GetCommandLineArgs()[0], Environment.ProcessId);

    // Environment.MachineName cuts the domain off, which the original does not.
    private static string HostName()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd('\n');
        }
        catch (IOException)
        {
            return Environment.MachineName;
        }
    }
}
