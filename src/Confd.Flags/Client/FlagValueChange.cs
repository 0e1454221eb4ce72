using Confd.Flags.Contexts;

namespace Confd.Flags.Client;

/// <summary>A change of a flag's value for a context.</summary>
/// <param name="FlagKey">The flag.</param>
/// <param name="Before">The value before.</param>
/// <param name="After">The value now.</param>
public sealed record FlagValueChange(string FlagKey, FlagValue Before, FlagValue After);
