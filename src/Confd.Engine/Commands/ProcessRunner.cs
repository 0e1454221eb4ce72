using System.IO.Pipes;
using Confd.Engine.Documents;
using Confd.Engine.Posix;
using Confd.Following;

namespace Confd.Engine.Commands;

/// <summary>Runs commands with <c>/bin/sh -c</c>, each in a process group of its own, with this program's environment and working
/// directory.</summary>
/// <remarks>
/// A run ends when the shell has ended and no process holds its output open anymore, so background children are waited for, as in the
/// original.
/// </remarks>
/// <param name="clock">Measures durations and timeouts.</param>
internal sealed class ProcessRunner(TimeProvider clock) : ICommandRunner
{
    /// <summary>How much of the output is kept: enough for the log.</summary>
    private const int KeptOutputBytes = 64 * 1024;

    /// <summary>How long the output of a killed group may stay open; in real time, because the kernel is waited for.</summary>
    private static readonly TimeSpan GraceAfterKill = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(ShellCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var output = new CappedOutput(KeptOutputBytes);
        CommandResult Result(CommandOutcome end, int exitStatus, string? reason) =>
            new(end, exitStatus, reason, clock.GetElapsedTime(started), output.Kept, output.TotalBytes);

        if (cancellationToken.IsCancellationRequested)
        {
            return Result(CommandOutcome.Cancelled, WaitStatus.GoSignalledExitStatus, "command cancelled");
        }

        int process;
        AnonymousPipeClientStream pipe;
        try
        {
            (process, pipe) = Start(command);
        }
        catch (UnixException exception)
        {
            return Result(CommandOutcome.NotStarted, WaitStatus.GoSignalledExitStatus, exception.Message);
        }

        using (pipe)
        {
            using var limit = new TimeLimit(timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, clock, cancellationToken);
            var status = await WaitAsync(process, pipe, output, limit.Token).ConfigureAwait(false);
            if (status is { } ended)
            {
                return Result(CommandOutcome.Exited, ended.ExitStatus, ended.Reason) with { IsSignalled = ended.IsSignalled };
            }

            return cancellationToken.IsCancellationRequested
                ? Result(CommandOutcome.Cancelled, WaitStatus.GoSignalledExitStatus, "command cancelled")
                : Result(
                    CommandOutcome.TimedOut, WaitStatus.GoSignalledExitStatus, $"command timed out after {DurationText.Format(timeout)}");
        }
    }

    private static (int Process, AnonymousPipeClientStream Output) Start(ShellCommand command)
    {
        var (reader, writer) = ChildProcess.CreatePipe();
        using (writer)
        {
            try
            {
                var process = ChildProcess.Start(["/bin/sh", "-c", command.Text], ProcessEnvironment.With(command.Variables), writer);
                return (process, new AnonymousPipeClientStream(PipeDirection.In, reader));
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        }
    }

    /// <summary>Waits for the end of a command; null where it had to be killed.</summary>
    private static async Task<WaitStatus?> WaitAsync(int process, Stream pipe, CappedOutput output, CancellationToken stop)
    {
        // The shell is removed from the process table only after the last reader has finished: until then no other process can get its
        // group's number.
        using var abandon = new CancellationTokenSource();
        var reading = output.ReadAllAsync(pipe, abandon.Token);
        Task<WaitStatus>? exit = null;
        try
        {
            await reading.WaitAsync(stop).ConfigureAwait(false);
            // A command may close its output and continue to run.
            exit = ChildTable.WaitAsync(process);
            return await exit.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await ChildTable.KillGroupAsync(process, exit ?? ChildTable.WaitAsync(process), TimeProvider.System).ConfigureAwait(false);
            await AbandonAsync(reading, abandon).ConfigureAwait(false);
            return null;
        }
    }

    // A process that still holds the output of a killed group has left the group.
    private static async Task AbandonAsync(Task reading, CancellationTokenSource abandon)
    {
        abandon.CancelAfter(GraceAfterKill);
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
