namespace Confd.Flags;

/// <summary>JSON that is broken, or that is not flag data. The message says what was found and what is expected, never a value.</summary>
public sealed class FlagFormatException : FlagException
{
    /// <summary>Makes an exception for a place in JSON text.</summary>
    /// <param name="message">What was found and what is expected.</param>
    /// <param name="byteOffset">Where, in bytes from the start of the text, 0-based.</param>
    /// <param name="innerException">The cause, if any.</param>
    public FlagFormatException(string message, long byteOffset, Exception? innerException = null)
        : base(message, innerException)
    {
        ByteOffset = byteOffset;
    }

    /// <summary>Where the text is wrong: bytes from its start, 0-based.</summary>
    public long ByteOffset { get; }
}
