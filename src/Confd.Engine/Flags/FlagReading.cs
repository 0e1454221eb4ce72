namespace Confd.Engine.Flags;

/// <summary>One reading of all flags: gives the lookup for a context.</summary>
/// <param name="contextJson">LaunchDarkly's context JSON.</param>
/// <exception cref="FlagContextException">The context is invalid; the message says why.</exception>
public delegate FlagLookup FlagReading(string contextJson);
