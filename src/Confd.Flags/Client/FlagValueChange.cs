using Confd.Flags.Contexts;

namespace Confd.Flags.Client;

/// <summary>A flag answers another value for a context than before.</summary>
/// <param name="FlagKey">The flag.</param>
/// <param name="Before">What it answered before.</param>
/// <param name="After">What it answers now.</param>
public sealed record FlagValueChange(string FlagKey, FlagValue Before, FlagValue After);
