using Confd.Engine.Commands;

namespace Confd.Engine.Running;

/// <summary>Reports commands to the loop's progress, each with its time limit, if any.</summary>
internal sealed class ReportingCommandRunner(ICommandRunner runner, LoopProgress progress) : ICommandRunner
{
    /// <inheritdoc/>
    public Task<CommandResult> RunAsync(ShellCommand command, TimeSpan timeout, CancellationToken cancellationToken) =>
        progress.DuringAsync(
        "running a command",
        timeout > TimeSpan.Zero ? timeout : null,
        () => runner.RunAsync(command, timeout, cancellationToken));
}
