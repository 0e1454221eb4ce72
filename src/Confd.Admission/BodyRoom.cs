namespace Confd.Admission;

/// <summary>How much of bodies that are under way a server holds at once, for all connections together, and for how long: of those that
/// have not come whole yet, and, with a room of their own, of answers that clients have not taken. Safe to share between threads, and
/// between all that read or write bodies in a process.</summary>
/// <param name="clock">The clock; null: the system's.</param>
public sealed class BodyRoom(TimeProvider? clock = null)
{
    /// <summary>How many bytes of large bodies are held: of what is behind their first <see cref="Small"/>.</summary>
    public const long Most = 64 * 1024 * 1024;

    /// <summary>How many bytes of small bodies are held: of what is behind their first <see cref="Tiny"/>, up to
    /// <see cref="Small"/>.</summary>
    public const long MostSmall = 128 * 1024 * 1024;

    /// <summary>So many bytes of each body have room of their own: small ones get through whatever others send that is large.</summary>
    public const int Small = 64 * 1024;

    /// <summary>So many bytes of each body always have room: questions hold no more, and get through whatever others send.</summary>
    public const int Tiny = 4 * 1024;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _large;
    private long _small;

    /// <summary>How long a body may take.</summary>
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes room for a body that has grown.</summary>
    /// <param name="before">How many bytes of it were held.</param>
    /// <param name="after">How many are held now.</param>
    /// <returns>False where there is none; the room is taken all the same, until it is given back.</returns>
    public bool TryGrow(long before, long after)
    {
        var hasSmall = TryAdd(ref _small, SmallOf(after) - SmallOf(before), MostSmall);
        return TryAdd(ref _large, LargeOf(after) - LargeOf(before), Most) && hasSmall;
    }

    /// <summary>Gives back the room of a body.</summary>
    /// <param name="length">How many bytes of it were held.</param>
    public void Release(long length) => TryGrow(length, 0);

    /// <summary>Does something once a body has taken too long.</summary>
    /// <param name="action">What is done.</param>
    /// <param name="state">What it is given.</param>
    /// <returns>Calls it off when disposed.</returns>
    public ITimer After(TimerCallback action, object? state) => _clock.CreateTimer(action, state, Time, Timeout.InfiniteTimeSpan);

    private static bool TryAdd(ref long taken, long more, long most) => Interlocked.Add(ref taken, more) <= most || more <= 0;

    private static long SmallOf(long length) => Math.Clamp(length - Tiny, 0, Small - Tiny);

    private static long LargeOf(long length) => Math.Max(0, length - Small);
}
