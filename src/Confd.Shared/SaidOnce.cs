namespace Confd.Shared;

/// <summary>Remembers what was said last, such as why a source is polled: as long as that lasts it is not said again.</summary>
/// <remarks>Safe to share between threads.</remarks>
internal sealed class SaidOnce
{
    private string? _said;

    /// <summary>True from when it was said until it is over.</summary>
    public bool IsSaid => Volatile.Read(ref _said) is not null;

    /// <summary>Says it, unless it was said already.</summary>
    public void Say(Action say) => Say("", say);

    /// <summary>Says why something fails, unless that was said last: another reason is news.</summary>
    public void Say(string reason, Action say)
    {
        if (Interlocked.Exchange(ref _said, reason) != reason)
        {
            say();
        }
    }

    /// <summary>It is over: the next time it is said again.</summary>
    /// <returns>True where it had been said.</returns>
    public bool Forget() => Interlocked.Exchange(ref _said, null) is not null;

    /// <summary>A reason without its numbers, for what differs each time, such as how often something was tried.</summary>
    public static string WithoutNumbers(string reason) =>
        string.Concat(reason.Where(static character => !char.IsAsciiDigit(character)));
}
