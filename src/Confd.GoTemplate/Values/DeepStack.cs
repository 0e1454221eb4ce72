using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Confd.GoTemplate.Values;

/// <summary>
/// Lets recursion go deeper than one thread's stack: where little is left, the rest runs on a fresh thread while this one waits.
/// Templates may nest 100,000 deep in Go, whose stacks grow.
/// </summary>
internal static class DeepStack
{
    private const int StackBytes = 64 << 20;

    /// <summary>Whether recursion may continue here; otherwise continue through <see cref="Run{TFirst, TSecond, TResult}"/>.</summary>
    public static bool HasRoom => RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Runs work here or, where the stack is nearly used up, on a new one. Exceptions are passed on unchanged.</summary>
    public static void Run<TFirst, TSecond>(TFirst first, TSecond second, Action<TFirst, TSecond> work)
        => Run(first, (second, work), static (first, rest) =>
        {
            rest.work(first, rest.second);
            return true;
        });

    /// <summary>Runs work with a result, in the same way.</summary>
    public static TResult Run<TFirst, TSecond, TResult>(TFirst first, TSecond second, Func<TFirst, TSecond, TResult> work)
        => HasRoom ? work(first, second) : RunElsewhere(() => work(first, second));

    private static TResult RunElsewhere<TResult>(Func<TResult> work)
    {
        var result = default(TResult);
        ExceptionDispatchInfo? failure = null;

        void Body()
        {
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }

        var thread = new Thread(Body, StackBytes) { IsBackground = true, Name = "template" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
