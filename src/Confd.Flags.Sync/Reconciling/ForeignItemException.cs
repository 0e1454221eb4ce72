using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>An item cannot be written because a row under its key does not belong to the store. That row was not changed.</summary>
public class ForeignItemException : FlagItemRefusedException
{
    /// <summary>Creates an exception with the message that users see: the place, and what to do.</summary>
    public ForeignItemException(string message, DataKind kind, string key)
        : base(message, kind, key)
    {
    }
}
