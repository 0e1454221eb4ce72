using Amazon.Runtime;

namespace Confd.TestSupport;

/// <summary>Credentials whose source does not answer before they are disposed, and blocks the thread that asks.</summary>
public sealed class HangingCredentials : AWSCredentials, IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new();
    private int _times;

    /// <summary>Completes with the first question.</summary>
    public Task Asked => _asked.Task;

    /// <summary>The number of questions.</summary>
    public int Times => Volatile.Read(ref _times);

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials()
    {
        Interlocked.Increment(ref _times);
        _asked.TrySetResult();
        _end.Task.Wait();
        return new ImmutableCredentials("dummy", "dummy", token: null);
    }

    /// <inheritdoc/>
    public void Dispose() => _end.TrySetResult();
}
