using System.Globalization;
using Confd.Engine.Commands;

namespace Confd.Engine.Tests.Support;

/// <summary>Runs nothing; counts commands that end in a number by that number.</summary>
internal sealed class CountingCommandRunner(int numbers) : ICommandRunner
{
    private readonly int[] _counts = new int[numbers];

    public IReadOnlyList<int> Counts => _counts;

    public Task<CommandResult> RunAsync(ShellCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var number = int.Parse(command.Text[(command.Text.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        Interlocked.Increment(ref _counts[number]);
        return Task.FromResult(new CommandResult(CommandOutcome.Exited, 0, null, TimeSpan.Zero, ReadOnlyMemory<byte>.Empty, 0));
    }
}
