namespace Confd.Cli.CommandLine;

/// <summary>Thrown for a command line that cannot be run. The program prints the usage line of <see cref="Command"/>, then the message, and
/// ends.</summary>
internal sealed class UsageException(string message, CliCommand? command, int exitStatus = UsageException.UsageStatus) : Exception(message)
{
    /// <summary>The exit status of usage errors.</summary>
    public const int UsageStatus = 80;

    /// <summary>The deepest command that was recognized, or null for the program itself.</summary>
    public CliCommand? Command => command;

    /// <summary>80, or 1 where a variable is malformed, as in the original.</summary>
    public int ExitStatus => exitStatus;
}
