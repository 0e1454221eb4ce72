namespace Confd.GoRegex;

/// <summary>Thrown where a replacement exceeds the limit that its caller set; no part of it is returned.</summary>
/// <param name="limit">The limit, in bytes.</param>
public sealed class RegexOutputTooLargeException(long limit) : RegexException($"a result of more than {limit} bytes is above the limit")
{
    /// <summary>The limit, in bytes.</summary>
    public long Limit { get; } = limit;
}
