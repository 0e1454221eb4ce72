using System.Collections.Immutable;

namespace Confd.Flags.Client;

/// <summary>Reports flags that may evaluate differently from now on.</summary>
/// <param name="flagKeys">See <see cref="FlagKeys"/>.</param>
public sealed class FlagsChangedEventArgs(ImmutableArray<string> flagKeys) : EventArgs
{
    /// <summary>
    /// Keys of flags that were added, changed or removed, and of flags that refer to such a flag or segment, however far away. Sorted
    /// by ordinal.
    /// </summary>
    public ImmutableArray<string> FlagKeys { get; } = flagKeys;
}
