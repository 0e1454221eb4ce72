using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>Where an item was to be written, the store holds something that is none of its own. It was left alone.</summary>
public class ForeignItemException : FlagItemRefusedException
{
    /// <summary>Makes an exception with the message that users see: where it stands, and what to do.</summary>
    public ForeignItemException(string message, DataKind kind, string key)
        : base(message, kind, key)
    {
    }
}
