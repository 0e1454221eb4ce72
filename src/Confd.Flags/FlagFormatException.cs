namespace Confd.Flags;

/// <summary>Invalid JSON, or JSON that is not flag data. The message states what was found and what is expected, never a value.</summary>
public sealed class FlagFormatException : FlagException
{
    /// <summary>Creates an exception for a position in JSON text.</summary>
    /// <param name="message">What was found and what is expected.</param>
    /// <param name="byteOffset">The position, in bytes from the start of the text, 0-based.</param>
    /// <param name="innerException">The cause, if any.</param>
    public FlagFormatException(string message, long byteOffset, Exception? innerException = null)
        : base(message, innerException)
    {
        ByteOffset = byteOffset;
    }

    /// <summary>The position of the error: bytes from the start of the text, 0-based.</summary>
    public long ByteOffset { get; }
}
