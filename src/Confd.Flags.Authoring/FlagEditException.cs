namespace Confd.Flags.Authoring;

/// <summary>A requested change of a flag or a segment that cannot be made. Nothing was written.</summary>
public sealed class FlagEditException : FlagException
{
    /// <summary>Creates an exception.</summary>
    /// <param name="message">What cannot be done, where, and what to do; never a value of a flag.</param>
    /// <param name="kind">The kind of refusal.</param>
    /// <param name="innerException">The cause, if any.</param>
    public FlagEditException(string message, FlagRefusal kind = FlagRefusal.Impossible, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The kind of refusal.</summary>
    public FlagRefusal Kind { get; }
}
