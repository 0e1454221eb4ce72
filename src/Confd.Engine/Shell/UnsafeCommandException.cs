namespace Confd.Engine.Shell;

/// <summary>Thrown where a path cannot be inserted into a command without the risk that a shell splits it; the message names the place and
/// an alternative.</summary>
internal sealed class UnsafeCommandException : Exception
{
    /// <summary>Creates an exception with the message for users.</summary>
    public UnsafeCommandException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with the message for users and its cause.</summary>
    public UnsafeCommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception for a path at a place where it does not remain one word.</summary>
    /// <param name="place">The place, such as "behind a backslash".</param>
    public static UnsafeCommandException AtPlace(string place) => new($"it stands {place}, where a shell may take it apart");
}
