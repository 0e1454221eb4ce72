using Confd.Engine.Commands;

namespace Confd.Engine.Running;

/// <summary>Tells the loop's progress about commands: how long one may take is known, or that it may take as long as it likes.</summary>
internal sealed class ReportingCommandRunner(ICommandRunner runner, LoopProgress progress) : ICommandRunner
{
    /// <inheritdoc/>
    public Task<CommandResult> RunAsync(ShellCommand command, TimeSpan timeout, CancellationToken cancellationToken) =>
        progress.DuringAsync(
        "running a command",
        timeout > TimeSpan.Zero ? timeout : null,
        () => runner.RunAsync(command, timeout, cancellationToken));
}
