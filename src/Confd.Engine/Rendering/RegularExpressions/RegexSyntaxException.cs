namespace Confd.Engine.Rendering.RegularExpressions;

/// <summary>A pattern that Go's <c>regexp</c> refuses; the message is Go's: <c>error parsing regexp: REASON: `PART`</c>.</summary>
internal sealed class RegexSyntaxException(string reason, string part) : Exception($"error parsing regexp: {reason}: `{part}`");
