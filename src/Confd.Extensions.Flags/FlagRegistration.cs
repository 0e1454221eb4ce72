namespace Confd.Extensions.Flags;

/// <summary>One registered client in one program.</summary>
/// <param name="clock">The clock of the client's times, for checks of those.</param>
internal sealed class FlagRegistration(TimeProvider clock)
{
    /// <summary>See the constructor.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The client, once it is created; null before, and permanently where another one replaces it and does not resolve
    /// it.</summary>
    public RegisteredClient? Made { get; set; }
}
