namespace Confd.Cli.Flags.Sync;

/// <summary>Shares runs of an operation between concurrent callers: each caller gets a run that began after its call, with no more runs
/// than needed.</summary>
internal sealed class SharedRun(Func<Task> run)
{
    private readonly Lock _lock = new();
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes, or fails, with the run.</summary>
    public Task RunAsync()
    {
        lock (_lock)
        {
            if (_next is not null)
            {
                return _next;
            }

            if (_current.IsCompleted)
            {
                return _current = Task.Run(run);
            }

            return _next = AfterAsync(_current);
        }
    }

    private async Task AfterAsync(Task current)
    {
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task next;
        lock (_lock)
        {
            _next = null;
            _current = next = Task.Run(run);
        }

        await next;
    }
}
