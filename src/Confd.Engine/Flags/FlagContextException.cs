namespace Confd.Engine.Flags;

/// <summary>A resource names somebody for whom no flag can be evaluated: a mistake of its file, not of the source of flags.</summary>
public sealed class FlagContextException : Exception
{
    /// <summary>Makes an exception with the message that users see; the engine adds the place in the file.</summary>
    /// <param name="message">What is wrong with the context; no value of it.</param>
    public FlagContextException(string message)
        : base(message)
    {
    }
}
