using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>The data of a source would have removed all, or most, of what is stored. None of it was used. <see
/// cref="FlagFillOptions.AllowEmpty"/> allows it.</summary>
public sealed class FlagRemovalRefusedException : FlagStoreException
{
    /// <summary>Creates an exception with the message that users see.</summary>
    public FlagRemovalRefusedException(string message)
        : base(message)
    {
    }
}
