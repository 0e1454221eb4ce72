namespace Confd.Engine.Flags;

/// <summary>Thrown where a resource names a context that is not valid: an error of its file, not of the source of flags.</summary>
public sealed class FlagContextException : Exception
{
    /// <summary>Creates an exception with the message for users; the engine adds the position in the file.</summary>
    /// <param name="message">The problem of the context; contains no value of it.</param>
    public FlagContextException(string message)
        : base(message)
    {
    }
}
