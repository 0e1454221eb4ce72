namespace Confd.GoRegex;

/// <summary>A pattern that Go's <c>regexp</c> refuses; the message is Go's: <c>error parsing regexp: REASON: `PART`</c>.</summary>
/// <param name="reason">Go's words for what is wrong: <c>missing closing )</c>.</param>
/// <param name="part">The piece of the pattern that is to blame; may be empty.</param>
public sealed class RegexSyntaxException(string reason, string part) : RegexException($"error parsing regexp: {reason}: `{part}`")
{
    /// <summary>Go's words for what is wrong, without the piece of the pattern.</summary>
    public string Reason { get; } = reason;

    /// <summary>The piece of the pattern that is to blame; may be empty.</summary>
    public string Part { get; } = part;
}
