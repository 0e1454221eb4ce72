namespace Confd.Flags.Authoring;

/// <summary>A change of a flag or a segment that cannot be made as it was asked for. Nothing was written.</summary>
public sealed class FlagEditException : FlagException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What cannot be made, where, and what to do; never a value of a flag.</param>
    /// <param name="kind">What kind of refusal it is.</param>
    /// <param name="innerException">The cause, if any.</param>
    public FlagEditException(string message, FlagRefusal kind = FlagRefusal.Impossible, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What kind of refusal it is.</summary>
    public FlagRefusal Kind { get; }
}
