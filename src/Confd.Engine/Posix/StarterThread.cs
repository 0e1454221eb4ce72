using System.Collections.Concurrent;
using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>The thread that starts all children. It begins with the first of them and never ends, so that it remains their
/// parent.</summary>
internal sealed class StarterThread
{
    private readonly Lock _lock = new();
    private readonly BlockingCollection<(Func<int> Start, TaskCompletionSource<int> Started)> _requests = [];
    private bool _runs;

    /// <summary>Runs a start on the thread and waits for it.</summary>
    /// <exception cref="UnixException">The start failed, or the thread could not be created.</exception>
    public int Run(Func<int> start)
    {
        Begin();
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add((start, started));
        return started.Task.GetAwaiter().GetResult();
    }

    private void Begin()
    {
        lock (_lock)
        {
            if (_runs)
            {
                return;
            }

            try
            {
                new Thread(Serve) { IsBackground = true, Name = "children" }.Start();
                _runs = true;
            }
            catch (Exception shortage) when (shortage is OutOfMemoryException or ThreadStartException)
            {
                throw new UnixException($"start a thread ({ChildTable.ShortageHint})", UnixError.TryAgain);
            }
        }
    }

    private void Serve()
    {
        foreach (var (start, started) in _requests.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(start());
            }
            catch (Exception problem)
            {
                started.SetException(problem);
            }
        }
    }
}
