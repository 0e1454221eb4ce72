using System.Runtime.CompilerServices;

namespace Confd.TestSupport;

/// <summary>For what has no signal: servers and processes that need a moment of their own. The one place in which tests ask
/// again.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    // No request's time limit falls into such a step.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    /// <summary>Asks until something is so, for a minute at most.</summary>
    public static Task IsSoAsync(
        Func<bool> condition, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        IsSoAsync(() => Task.FromResult(condition()), cancellationToken, what);

    /// <summary>Asks until something is so, for a minute at most.</summary>
    public static async Task IsSoAsync(
        Func<Task<bool>> condition, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var pause = new PeriodicTimer(Pause);
        try
        {
            while (!await condition().WaitAsync(either.Token))
            {
                await pause.WaitForNextTickAsync(either.Token);
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"it never came to be: {what}", late);
        }
    }

    /// <summary>Tries until no such exception is thrown, for a minute at most: the last one goes through then.</summary>
    public static async Task<T> SucceedsAsync<T, TException>(Func<Task<T>> action, CancellationToken cancellationToken)
        where TException : Exception
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var pause = new PeriodicTimer(Pause);
        while (true)
        {
            try
            {
                return await action();
            }
            catch (TException) when (!limit.IsCancellationRequested)
            {
                await pause.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    /// <summary>Moves a clock on, step by step, until something has happened.</summary>
    public static Task AfterAsync(FakeTimeProvider clock, Task happened, CancellationToken cancellationToken) =>
        IsSoAsync(
            () =>
            {
                if (!happened.IsCompleted)
                {
                    clock.Advance(Step);
                }

                return happened.IsCompleted;
            },
            cancellationToken);
}
