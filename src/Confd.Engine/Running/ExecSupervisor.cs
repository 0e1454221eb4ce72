using Confd.Engine.Commands;
using Confd.Engine.Documents;
using Confd.Engine.Posix;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>
/// Runs a child beside the daemon: it starts when all files have been in sync once, is notified of changes by a signal or a restart, and
/// ends with the daemon. Where it ends by itself, the daemon ends too, with its exit status.
/// </summary>
/// <remarks>
/// Used by one loop, except for <see cref="ForwardSignal"/>. The child shares this program's output and has a process group of its own. It
/// does not outlive this program: where that is killed, <see cref="ExecGuardian"/> ends it.
/// </remarks>
internal sealed partial class ExecSupervisor(ExecOptions options, TimeProvider clock, ILogger logger) : IDisposable
{
    // If all processes of a group or a service get a signal, the child's end may be seen before this program's own signal.
    private static readonly TimeSpan MaxSignalDelay = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly Backoff _backoff = new(new BackoffOptions { MaxDelay = TimeSpan.FromMinutes(1), Jitter = Jitter.None }, clock);
    private volatile Child? _child;
    private (long Failed, TimeSpan Pause)? _retry;

    /// <summary>Cancelled when the child has ended by itself.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>The exit status of a child that ended by itself; null where it did not.</summary>
    public int? ExitStatus { get; private set; }

    /// <summary>The time until a failed start is retried; null where none failed.</summary>
    public TimeSpan? TimeToRetry => _retry is not { } retry ? null
        : retry.Pause - clock.GetElapsedTime(retry.Failed) is var left && left > TimeSpan.Zero ? left
        : TimeSpan.Zero;

    /// <summary>Starts the child, or notifies it of changes.</summary>
    /// <param name="replacedFiles">How many files the cycle replaced.</param>
    /// <param name="isComplete">True where every resource has succeeded once: a child that has not started yet waits for it.</param>
    /// <param name="ending">Cancelled when the program has to end: then no child is started or notified.</param>
    public async Task AfterCycleAsync(int replacedFiles, bool isComplete, CancellationToken ending)
    {
        if (ending.IsCancellationRequested)
        {
            return;
        }

        if (_child is null)
        {
            if (isComplete)
            {
                await RestartAsync(ending).ConfigureAwait(false);
            }
        }
        else if (replacedFiles > 0 && !_child.Exit.IsCompleted)
        {
            await NotifyAsync(_child, ending).ConfigureAwait(false);
        }
    }

    /// <summary>Retries a failed start, if it is due.</summary>
    /// <param name="ending">As for <see cref="AfterCycleAsync"/>.</param>
    public async Task<bool> RetryAsync(CancellationToken ending)
    {
        var isDue = TimeToRetry <= TimeSpan.Zero && _child?.Exit.IsCompleted != true && !ending.IsCancellationRequested;
        if (isDue)
        {
            await RestartAsync(ending).ConfigureAwait(false);
        }

        return isDue;
    }

    /// <summary>Passes a signal that this program received on to the child's process group; may be called from any thread.</summary>
    public void ForwardSignal(int signal)
    {
        if (_child is { Exit.IsCompleted: false } child)
        {
            LogForwarding(signal, child.Process);
            child.Signal(signal);
        }
        else
        {
            LogNoChild(signal);
        }
    }

    /// <summary>Ends the child and waits for it, that is for all processes of its group: the shell that starts an application may end
    /// first, and the application may go on after a shell that ended by itself.</summary>
    public async Task StopAsync()
    {
        if (_child is not { Exit.IsCompleted: false } child)
        {
            return;
        }

        _child = null;
        child.IsStopping = true;
        child.Signal(options.StopSignal);
        try
        {
            var limit = options.StopTimeout > TimeSpan.Zero ? options.StopTimeout : TimeSpan.Zero;
            await child.Exit.WaitAsync(limit, clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogKilling(child.Process);
            await child.KillAsync(clock).ConfigureAwait(false);
        }

        if (child.Exit.IsCompleted)
        {
            LogStopped(child.Process);
        }
        else
        {
            LogNotEnding(child.Process);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    private async Task NotifyAsync(Child child, CancellationToken ending)
    {
        if (options.ChangeSignal is { } signal)
        {
            LogSignalling(child.Process, signal);
            child.Signal(signal);
            return;
        }

        await RestartAsync(ending).ConfigureAwait(false);
    }

    // Starts a child, in place of a running one. A running child continues where its successor could not start anyway.
    private async Task RestartAsync(CancellationToken ending)
    {
        _retry = null;
        try
        {
            var environment = ProcessEnvironment.With(options.EnvironmentFile is { } file ? EnvironmentFile.Read(file) : []);
            if (_child is { } old)
            {
                LogRestarting(old.Process);
                await StopAsync().ConfigureAwait(false);
                if (ending.IsCancellationRequested)
                {
                    return;
                }
            }

            Start(environment, ending);
            _backoff.Succeeded();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            var pause = _backoff.Next();
            _retry = (clock.GetTimestamp(), pause);
            LogNotStarted(FailureText.Of(exception).Redacted, DurationText.Format(pause));
        }
    }

    private void Start(string[] environment, CancellationToken ending)
    {
        var guardian = StartGuardian();
        try
        {
            var place = new ChildPlace { SharesInput = options.SharesInput, Group = guardian?.Group ?? 0 };
            var process = ChildProcess.Start(["/bin/sh", "-c", options.Command], environment, output: null, place);
            var child = new Child(process, guardian);
            guardian?.Guard(child.Process);
            LogStarted(child.Process);
            _child = child;
            child.Exit = WatchAsync(child, guardian, ending);
            _ = WatchGuardianAsync(child, guardian);
        }
        catch
        {
            guardian?.Dispose();
            throw;
        }
    }

    private ExecGuardian? StartGuardian()
    {
        try
        {
            return ExecGuardian.Start(options);
        }
        catch (IOException problem)
        {
            LogNotGuarded(FailureText.Of(problem).Redacted);
            return null;
        }
    }

    private async Task WatchAsync(Child child, ExecGuardian? guardian, CancellationToken ending)
    {
        var status = await ChildTable.WaitAsync(child.Process).ConfigureAwait(false);
        var isStopping = await IsStoppedAsync(child, status, ending).ConfigureAwait(false);
        if (!isStopping)
        {
            LogEnded(child.Process, status.Reason ?? "exit status 0");
            ExitStatus = status.ExitStatus;
        }

        // Without a guardian the ID of the group is free for another one as soon as the group is empty.
        var rest = guardian is null ? Task.CompletedTask : WaitForGroupAsync(child, guardian);
        if (!isStopping)
        {
            await _ended.CancelAsync().ConfigureAwait(false);
        }

        await rest.ConfigureAwait(false);
        if (isStopping && !child.IsStopping)
        {
            LogStopped(child.Process);
        }
    }

    // True where a signal that stopped the child is one that stops this program too.
    private async Task<bool> IsStoppedAsync(Child child, WaitStatus status, CancellationToken ending)
    {
        if (!child.IsStopping && status.IsOfStopSignal)
        {
            await Task.Delay(MaxSignalDelay, clock, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return child.IsStopping || ending.IsCancellationRequested;
    }

    // A guardian that has ended before cannot end the rest of the group; killing the group ends the guardian too.
    private static async Task WaitForGroupAsync(Child child, ExecGuardian guardian)
    {
        while ((child.IsStopping || !guardian.Ended.IsCompleted) && ProcessGroup.HasFollowers(guardian.Group))
        {
            await Task.Delay(ChildTable.PollInterval, TimeProvider.System).ConfigureAwait(false);
        }

        guardian.Dispose();
    }

    private async Task WatchGuardianAsync(Child child, ExecGuardian? guardian)
    {
        await (guardian?.Ended ?? child.Exit).ConfigureAwait(false);
        if (guardian?.IsReleased == false && !child.IsStopping)
        {
            LogNotGuarded("its guardian has ended");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Started the child process {Process}")]
    private partial void LogStarted(int process);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot start the child process: {Reason}; trying again in {Pause}")]
    private partial void LogNotStarted(string reason, string pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sending signal {Signal} to the child process {Process}: files have changed")]
    private partial void LogSignalling(int process, int signal);

    [LoggerMessage(Level = LogLevel.Information, Message = "Passing signal {Signal} on to the child process {Process}")]
    private partial void LogForwarding(int signal, int process);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Received signal {Signal} while no child process is running: it is not forwarded")]
    private partial void LogNoChild(int signal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "If this program were killed, nothing would end the child process: {Reason}")]
    private partial void LogNotGuarded(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Restarting the child process {Process}: files have changed")]
    private partial void LogRestarting(int process);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The child process {Process} did not end in time and is killed")]
    private partial void LogKilling(int process);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The child process {Process} was killed but has not exited yet; it is abandoned")]
    private partial void LogNotEnding(int process);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped the child process {Process}")]
    private partial void LogStopped(int process);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The child process {Process} has ended by itself: {Reason}")]
    private partial void LogEnded(int process, string reason);

    private sealed class Child(int process, ExecGuardian? guardian)
    {
        private static readonly Task NotYet = new TaskCompletionSource().Task;

        private volatile bool _isStopping;

        public int Process { get; } = process;

        public Task Exit { get; set; } = NotYet;

        /// <summary>True where its end was requested.</summary>
        public bool IsStopping
        {
            get => _isStopping;
            set => _isStopping = value;
        }

        /// <summary>Signals its process group, of which the guardian is a part for as long as any other process is.</summary>
        public void Signal(int signal)
        {
            if (!ChildTable.SignalGroup(Process, signal) && guardian is not null)
            {
                ChildTable.SignalGroup(guardian.Group, signal);
            }
        }

        /// <summary>Kills its process group and waits for its end, as <see cref="ChildTable.KillGroupAsync"/> does.</summary>
        public Task KillAsync(TimeProvider clock)
        {
            if (guardian is not null)
            {
                ChildTable.KillGroup(guardian.Group);
            }

            return ChildTable.KillGroupAsync(Process, Exit, clock);
        }
    }
}
