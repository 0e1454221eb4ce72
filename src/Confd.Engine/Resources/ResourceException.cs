namespace Confd.Engine.Resources;

/// <summary>A resource file cannot be used; the message says why, with file and line.</summary>
public sealed class ResourceException : Exception
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public ResourceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with the message that users see and its cause.</summary>
    public ResourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
