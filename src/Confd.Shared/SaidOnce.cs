namespace Confd.Shared;

/// <summary>Remembers whether something was said, such as why a source is polled: as long as that lasts it is not said again.</summary>
internal sealed class SaidOnce
{
    /// <summary>True from when it was said until it is over.</summary>
    public bool IsSaid { get; private set; }

    /// <summary>Says it, unless it was said already.</summary>
    public void Say(Action say)
    {
        if (!IsSaid)
        {
            IsSaid = true;
            say();
        }
    }

    /// <summary>It is over: the next time it is said again.</summary>
    public void Forget() => IsSaid = false;
}
