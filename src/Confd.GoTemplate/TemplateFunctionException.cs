namespace Confd.GoTemplate;

/// <summary>
/// Thrown by a template function or method where its Go counterpart returns an error or panics.
/// The run then fails with <c>error calling NAME: MESSAGE</c> at the call.
/// </summary>
public sealed class TemplateFunctionException : Exception
{
    /// <summary>An error of the function.</summary>
    /// <param name="message">Go's error text, without place or function name.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TemplateFunctionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
