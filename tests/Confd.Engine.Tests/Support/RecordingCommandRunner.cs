using Confd.Engine.Commands;

namespace Confd.Engine.Tests.Support;

/// <summary>Runs nothing: keeps the commands and answers what the test says.</summary>
internal sealed class RecordingCommandRunner : ICommandRunner
{
    private readonly Lock _lock = new();
    private readonly List<string> _commands = [];
    private readonly List<IReadOnlyDictionary<string, string>> _variables = [];

    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_lock)
            {
                return [.. _commands];
            }
        }
    }

    /// <summary>The variables of each command.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Variables
    {
        get
        {
            lock (_lock)
            {
                return [.. _variables];
            }
        }
    }

    /// <summary>The exit status of a command.</summary>
    public Func<string, int> ExitStatus { get; set; } = _ => 0;

    /// <summary>How commands fail that the test wants to fail otherwise than by their exit status.</summary>
    public CommandResult? Answer { get; set; }

    public Task<CommandResult> RunAsync(ShellCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _commands.Add(command.Text);
            _variables.Add(command.Variables.ToDictionary());
        }

        if (Answer is not null)
        {
            return Task.FromResult(Answer);
        }

        var status = ExitStatus(command.Text);
        var reason = status == 0 ? null : $"exit status {status}";
        return Task.FromResult(new CommandResult(CommandOutcome.Exited, status, reason, TimeSpan.Zero, ReadOnlyMemory<byte>.Empty, 0));
    }
}
