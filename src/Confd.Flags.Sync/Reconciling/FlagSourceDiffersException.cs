using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The table, or its prefix, is filled from another source, or has flags that no sync put there and that this one would take away.
/// Nothing was written. <see cref="FlagFillOptions.TakeOver"/> lets this source replace what is there.</summary>
public sealed class FlagSourceDiffersException : FlagStoreException
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public FlagSourceDiffersException(string message)
        : base(message)
    {
    }
}
