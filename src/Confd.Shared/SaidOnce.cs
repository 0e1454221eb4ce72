namespace Confd.Shared;

/// <summary>Remembers whether something was said, such as why a source is polled: as long as that lasts it is not said again.</summary>
/// <remarks>Safe to share between threads.</remarks>
internal sealed class SaidOnce
{
    private bool _isSaid;

    /// <summary>True from when it was said until it is over.</summary>
    public bool IsSaid => Volatile.Read(ref _isSaid);

    /// <summary>Says it, unless it was said already.</summary>
    public void Say(Action say)
    {
        if (!Interlocked.Exchange(ref _isSaid, true))
        {
            say();
        }
    }

    /// <summary>It is over: the next time it is said again.</summary>
    public void Forget() => Volatile.Write(ref _isSaid, false);
}
