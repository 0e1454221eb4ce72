using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The table, or its prefix, is filled from another source. Nothing was written.
/// <see cref="FlagSyncOptions.TakeOver"/> lets this source replace the other one.</summary>
public sealed class FlagSourceDiffersException : FlagStoreException
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public FlagSourceDiffersException(string message)
        : base(message)
    {
    }
}
