namespace Confd.GoRegex;

/// <summary>Thrown for a pattern that Go's <c>regexp</c> refuses; with Go's message: <c>error parsing regexp: REASON: `PART`</c>.</summary>
/// <param name="reason">Go's words for the error: <c>missing closing )</c>.</param>
/// <param name="part">The invalid part of the pattern; may be empty.</param>
public sealed class RegexSyntaxException(string reason, string part) : RegexException($"error parsing regexp: {reason}: `{part}`")
{
    /// <summary>Go's words for the error, without the part of the pattern.</summary>
    public string Reason { get; } = reason;

    /// <summary>The invalid part of the pattern; may be empty.</summary>
    public string Part { get; } = part;
}
