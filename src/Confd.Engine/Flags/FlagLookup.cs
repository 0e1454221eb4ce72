namespace Confd.Engine.Flags;

/// <summary>Evaluates a flag for one context over one reading. Never throws; safe to share between threads.</summary>
/// <param name="flagKey">The flag's key.</param>
public delegate FlagAnswer FlagLookup(string flagKey);
