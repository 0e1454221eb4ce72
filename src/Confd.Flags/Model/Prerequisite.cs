namespace Confd.Flags.Model;

/// <summary>Another flag that must be on and serve a certain variation.</summary>
/// <param name="Key">The other flag's key.</param>
/// <param name="Variation">The required index into the other flag's variations, 0-based.</param>
public sealed record Prerequisite(string Key, int Variation);
