using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The table, or its prefix, is filled from another source, or has flags that were not written by a sync and that this one would
/// remove. Nothing was written. <see cref="FlagFillOptions.TakeOver"/> lets this source replace them.</summary>
public sealed class FlagSourceDiffersException : FlagStoreException
{
    /// <summary>Creates an exception with the message that users see.</summary>
    public FlagSourceDiffersException(string message)
        : base(message)
    {
    }
}
