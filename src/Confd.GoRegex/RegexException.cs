namespace Confd.GoRegex;

/// <summary>The base class of this library's exceptions: an invalid pattern, a result that is too large.</summary>
public abstract class RegexException : Exception
{
    private protected RegexException(string message)
        : base(message)
    {
    }
}
