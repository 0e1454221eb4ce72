namespace Confd.Admission;

/// <summary>How much of bodies that are under way a server holds at once, for all connections together, and for how long: of those that
/// have not come whole yet, and, with a room of their own, of answers that clients have not taken. Safe to share between threads, and
/// between all that read or write bodies in a process.</summary>
/// <param name="clock">The clock; null: the system's.</param>
public sealed class BodyRoom(TimeProvider? clock = null)
{
    /// <summary>How many bytes of large bodies are held.</summary>
    public const long Most = 64 * 1024 * 1024;

    /// <summary>So many bytes of each body always have room: questions are small, and get through whatever others send.</summary>
    public const int Small = 64 * 1024;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _taken;

    /// <summary>How long a body may take.</summary>
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes room for a body that has grown.</summary>
    /// <param name="before">How many bytes of it were held.</param>
    /// <param name="after">How many are held now.</param>
    /// <returns>False where there is none; the room is taken all the same, until it is given back.</returns>
    public bool TryGrow(long before, long after) => Interlocked.Add(ref _taken, Weight(after) - Weight(before)) <= Most
        || Weight(after) == Weight(before);

    /// <summary>Gives back the room of a body.</summary>
    /// <param name="length">How many bytes of it were held.</param>
    public void Release(long length) => Interlocked.Add(ref _taken, -Weight(length));

    /// <summary>Does something once a body has taken too long.</summary>
    /// <param name="action">What is done.</param>
    /// <param name="state">What it is given.</param>
    /// <returns>Calls it off when disposed.</returns>
    public ITimer After(TimerCallback action, object? state) => _clock.CreateTimer(action, state, Time, Timeout.InfiniteTimeSpan);

    private static long Weight(long length) => Math.Max(0, length - Small);
}
