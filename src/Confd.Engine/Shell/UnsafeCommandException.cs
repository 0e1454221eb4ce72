namespace Confd.Engine.Shell;

/// <summary>A path cannot be put into a command without the risk that a shell takes it apart; the message says where and what to write
/// instead.</summary>
internal sealed class UnsafeCommandException : Exception
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public UnsafeCommandException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with the message that users see and its cause.</summary>
    public UnsafeCommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A path stands where it does not stay one word.</summary>
    /// <param name="place">Where, as "behind a backslash".</param>
    public static UnsafeCommandException AtPlace(string place) => new($"it stands {place}, where a shell may take it apart");
}
