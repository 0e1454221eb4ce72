namespace Confd.Flags.Service.Http;

/// <summary>How much of bodies that have not come whole yet is held at once, by all connections together, and for how long.</summary>
/// <param name="clock">The clock.</param>
internal sealed class BodyRoom(TimeProvider clock)
{
    /// <summary>How many bytes of large bodies are held.</summary>
    public const long Most = 64 * 1024 * 1024;

    /// <summary>So much of each body always has room: questions are small, and get through whatever others send.</summary>
    public const int Small = 64 * 1024;

    /// <summary>How long a body may take.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    private long _taken;

    /// <summary>Takes room for a body that has grown.</summary>
    /// <returns>False where there is none; the room is taken all the same, until it is given back.</returns>
    public bool TryGrow(long before, long after) => Interlocked.Add(ref _taken, Weight(after) - Weight(before)) <= Most
        || Weight(after) == Weight(before);

    /// <summary>Gives back the room of a body.</summary>
    public void Release(long length) => Interlocked.Add(ref _taken, -Weight(length));

    /// <summary>Does something once a body has taken too long.</summary>
    public ITimer After(TimerCallback action, object state) => clock.CreateTimer(action, state, Time, Timeout.InfiniteTimeSpan);

    private static long Weight(long length) => Math.Max(0, length - Small);
}
