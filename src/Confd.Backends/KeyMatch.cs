namespace Confd.Backends;

/// <summary>What a lookup key selects.</summary>
public enum KeyMatch
{
    /// <summary>Every key that begins with it: <c>/app</c> selects <c>/app/db</c> and <c>/apple</c>.</summary>
    Text,

    /// <summary>The key itself and everything below it: <c>/app</c> selects <c>/app/db</c>, not <c>/apple</c>.</summary>
    Path,
}
