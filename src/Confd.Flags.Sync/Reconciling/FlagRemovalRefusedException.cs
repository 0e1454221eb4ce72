using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>What a source answered would have removed all, or most, of what is stored. Nothing of it was used.
/// <see cref="FlagFillOptions.AllowEmpty"/> allows it.</summary>
public sealed class FlagRemovalRefusedException : FlagStoreException
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public FlagRemovalRefusedException(string message)
        : base(message)
    {
    }
}
