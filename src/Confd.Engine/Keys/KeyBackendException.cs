namespace Confd.Engine.Keys;

/// <summary>A backend could not be opened, read or watched. The message says what failed, where, and what to do.</summary>
public sealed class KeyBackendException : Exception
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public KeyBackendException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with the message that users see and its cause.</summary>
    public KeyBackendException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
