namespace Confd.Engine.Validation;

/// <summary>A validation or preflight did not succeed. The message is the program's final message: one line per problem.</summary>
public sealed class ValidationException : Exception
{
    /// <summary>Makes an exception with the message that users see.</summary>
    public ValidationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with the message that users see and its cause.</summary>
    public ValidationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
