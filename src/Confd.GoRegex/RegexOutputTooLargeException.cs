namespace Confd.GoRegex;

/// <summary>A replacement has grown above the limit that its caller set; nothing of it is returned.</summary>
/// <param name="limit">The limit, in bytes.</param>
public sealed class RegexOutputTooLargeException(long limit) : RegexException($"a result of more than {limit} bytes is above the limit")
{
    /// <summary>The limit, in bytes.</summary>
    public long Limit { get; } = limit;
}
