using System.Threading.Channels;
using Confd.Engine.Commands;

namespace Confd.Engine.Tests.Support;

/// <summary>Holds each command until the test lets it finish.</summary>
internal sealed class HeldCommandRunner : ICommandRunner
{
    private readonly Channel<HeldCommand> _started = Channel.CreateUnbounded<HeldCommand>();

    /// <summary>Waits for the next command to start.</summary>
    public ValueTask<HeldCommand> NextAsync(CancellationToken cancellationToken) => _started.Reader.ReadAsync(cancellationToken);

    public async Task<CommandResult> RunAsync(ShellCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var held = new HeldCommand();
        _started.Writer.TryWrite(held);
        try
        {
            await held.Finished.WaitAsync(cancellationToken);
            return new CommandResult(CommandOutcome.Exited, 0, null, TimeSpan.Zero, ReadOnlyMemory<byte>.Empty, 0);
        }
        catch (OperationCanceledException)
        {
            held.WasKilled = true;
            return new CommandResult(CommandOutcome.Cancelled, 255, "command cancelled", TimeSpan.Zero, ReadOnlyMemory<byte>.Empty, 0);
        }
    }
}
