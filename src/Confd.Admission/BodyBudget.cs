namespace Confd.Admission;

/// <summary>Limits the memory and the time of bodies in progress, for all connections of a server together: of bodies that have not been
/// received completely, and, with a separate instance, of responses that clients have not read. Thread-safe, and can be shared by all
/// components of a process that read or write bodies.</summary>
/// <param name="clock">The clock; null: the system's.</param>
public sealed class BodyBudget(TimeProvider? clock = null)
{
    /// <summary>The maximum number of bytes of large bodies: of their parts after the first <see cref="SmallBytes"/> bytes.</summary>
    public const long MaxLargeBytes = 64 * 1024 * 1024;

    /// <summary>The maximum number of bytes of small bodies: of their parts after the first <see cref="TinyBytes"/> bytes, up to <see
    /// cref="SmallBytes"/>.</summary>
    public const long MaxSmallBytes = 128 * 1024 * 1024;

    /// <summary>This number of first bytes of each body is limited separately: small bodies are accepted whatever large bodies others
    /// send.</summary>
    public const int SmallBytes = 64 * 1024;

    /// <summary>This number of first bytes of each body is not limited: small requests are accepted whatever others send.</summary>
    public const int TinyBytes = 4 * 1024;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _large;
    private long _small;

    /// <summary>The time limit of a body.</summary>
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Reserves memory for a body that has grown.</summary>
    /// <param name="before">The number of bytes held before.</param>
    /// <param name="after">The number of bytes held now.</param>
    /// <returns>False where the limit is exceeded; the memory counts all the same, until it is released.</returns>
    public bool TryGrow(long before, long after)
    {
        var hasSmall = TryAdd(ref _small, SmallOf(after) - SmallOf(before), MaxSmallBytes);
        return TryAdd(ref _large, LargeOf(after) - LargeOf(before), MaxLargeBytes) && hasSmall;
    }

    /// <summary>Releases the memory of a body.</summary>
    /// <param name="length">The number of bytes held.</param>
    public void Release(long length) => TryGrow(length, 0);

    /// <summary>Runs an action once a body has exceeded the time limit.</summary>
    /// <param name="action">The action.</param>
    /// <param name="state">Its argument.</param>
    /// <returns>Cancels the action when disposed.</returns>
    public ITimer After(TimerCallback action, object? state) => _clock.CreateTimer(action, state, Time, Timeout.InfiniteTimeSpan);

    private static bool TryAdd(ref long taken, long more, long max) => Interlocked.Add(ref taken, more) <= max || more <= 0;

    private static long SmallOf(long length) => Math.Clamp(length - TinyBytes, 0, SmallBytes - TinyBytes);

    private static long LargeOf(long length) => Math.Max(0, length - SmallBytes);
}
