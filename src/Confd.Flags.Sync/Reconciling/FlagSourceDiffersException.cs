using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The table, or its prefix, is filled from another source. Nothing was written.</summary>
public sealed class FlagSourceDiffersException : FlagStoreException
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public FlagSourceDiffersException(string message)
        : base(message)
    {
    }
}
