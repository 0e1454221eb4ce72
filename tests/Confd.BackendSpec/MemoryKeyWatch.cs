using Confd.Backends;

namespace Confd.BackendSpec;

/// <summary>Keeps reported keys until they are asked for.</summary>
public sealed class MemoryKeyWatch : KeyWatch
{
    private readonly Lock _lock = new();
    private HashSet<string> _changed = [];
    private TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Report(string key)
    {
        lock (_lock)
        {
            _changed.Add(key);
            _reported.TrySetResult();
        }
    }

    public void Break(Exception reason)
    {
        lock (_lock)
        {
            _reported.TrySetException(reason);
        }
    }

    public override async Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken)
    {
        await _reported.Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            var changed = _changed;
            _changed = [];
            _reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return changed;
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
