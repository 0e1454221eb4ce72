using Confd.TestSupport;

namespace Confd.Backends.Http.Tests.Support;

/// <summary>For servers that need a moment of their own and tell nobody when it is over.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Moves a clock on, in steps that no request's time limit falls into, until something has happened.</summary>
    public static async Task AfterAsync(FakeTimeProvider clock, Task happened, CancellationToken cancellationToken)
    {
        while (!happened.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(happened, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken));
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task IsSoAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Tries until it succeeds.</summary>
    public static async Task SucceedsAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (KeyBackendException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }
}
