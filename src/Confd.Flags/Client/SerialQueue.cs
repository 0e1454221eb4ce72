namespace Confd.Flags.Client;

/// <summary>Runs actions one after the other, in order, on the first thread that calls <see cref="Run"/>. Actions that are added while one
/// runs, also by that one, run after it. Thread-safe.</summary>
internal sealed class SerialQueue
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _waiting = new();
    private volatile bool _hasSome;
    private bool _isRunning;

    /// <summary>Adds an action; it does not run before <see cref="Run"/>.</summary>
    public void Add(Action action)
    {
        lock (_lock)
        {
            _waiting.Enqueue(action);
            _hasSome = true;
        }
    }

    /// <summary>Runs all waiting actions, unless another call is doing so.</summary>
    public void Run()
    {
        while (_hasSome && Next() is { } action)
        {
            try
            {
                action();
            }
            finally
            {
                lock (_lock)
                {
                    _isRunning = false;
                }
            }
        }
    }

    private Action? Next()
    {
        lock (_lock)
        {
            if (_isRunning || !_waiting.TryDequeue(out var action))
            {
                return null;
            }

            _isRunning = true;
            _hasSome = _waiting.Count > 0;
            return action;
        }
    }
}
