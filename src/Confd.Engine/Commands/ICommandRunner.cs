namespace Confd.Engine.Commands;

/// <summary>Runs shell commands.</summary>
internal interface ICommandRunner
{
    /// <summary>Runs one command and waits for it and for every process that holds its output open.</summary>
    /// <param name="command">A line for <c>/bin/sh -c</c> and the variables that are set for it.</param>
    /// <param name="timeout">The time after which the command's whole process group is killed; zero for no limit.</param>
    /// <param name="cancellationToken">Kills the process group as well.</param>
    /// <returns>How it ended; also where it could not be started, timed out or was cancelled. Never throws for those.</returns>
    Task<CommandResult> RunAsync(ShellCommand command, TimeSpan timeout, CancellationToken cancellationToken);
}
