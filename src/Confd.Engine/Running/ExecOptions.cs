using Confd.Engine.Posix;
using Confd.Shared;

namespace Confd.Engine.Running;

/// <summary>Options of a child that runs as long as the daemon and is notified of every change.</summary>
public sealed record ExecOptions
{
    /// <summary>A line for <c>/bin/sh -c</c>; <c>exec app</c> makes the app itself the child.</summary>
    public required string Command { get; init; }

    /// <summary>The signal that notifies the child of changed files; null restarts it instead.</summary>
    public int? ChangeSignal { get; init; }

    /// <summary>The signal that requests the end of the child.</summary>
    /// <value>Default 15 (SIGTERM).</value>
    public int StopSignal { get; init; } = LinuxSignal.Terminate;

    /// <summary>How long the child may take to end before its process group is killed; zero to kill it
    /// immediately.</summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True where the child reads this program's standard input; otherwise its input is <c>/dev/null</c>.</summary>
    /// <remarks>Not for terminals: the child's process group is not the terminal's foreground one and would be stopped by
    /// reading.</remarks>
    public bool SharesInput { get; init; }

    /// <summary>A rendered file of <c>NAME=value</c> lines, whose variables the child gets in addition to this program's; null for
    /// none.</summary>
    public string? EnvironmentFile { get; init; }

    /// <summary>Checks signals and times.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is outside its range; the message names it.</exception>
    internal void Validate()
    {
        var check = new OptionCheck(nameof(ExecOptions));
        check.RequireAtLeast(ChangeSignal, 1, nameof(ChangeSignal), "number of a signal");
        check.RequireAtLeast(StopSignal, 1, nameof(StopSignal), "number of a signal");
        check.RequireTimer(StopTimeout, nameof(StopTimeout), orZero: true);
    }
}
