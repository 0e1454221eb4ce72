namespace Confd.Extensions.Flags;

/// <summary>One registered client in one program.</summary>
/// <param name="clock">The clock by which the client tells times, for what judges these.</param>
internal sealed class FlagRegistration(TimeProvider clock)
{
    /// <summary>See the constructor.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The client, once it is made; null before, and for ever where another stands in its place and does not ask for it.</summary>
    public MadeClient? Made { get; set; }
}
