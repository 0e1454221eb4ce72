namespace Confd.GoRegex;

/// <summary>What every failure of this library has in common: a pattern that is none, a result that is too large.</summary>
public abstract class RegexException : Exception
{
    private protected RegexException(string message)
        : base(message)
    {
    }
}
