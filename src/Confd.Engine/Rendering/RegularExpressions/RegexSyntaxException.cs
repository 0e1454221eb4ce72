using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Rendering.RegularExpressions;

/// <summary>A pattern that Go's <c>regexp</c> refuses; the message is Go's: <c>error parsing regexp: REASON: `PART`</c>.</summary>
internal sealed class RegexSyntaxException(string reason, ByteString part) : ErrorTextException(TextOf(reason, part), TextOf(reason, part).Full)
{
    private static ErrorText TextOf(string reason, ByteString part) => ErrorText.Format($"error parsing regexp: {reason}: {Ticked(ErrorText.Plain(part))}");

    private static ErrorText Ticked(ErrorText part) => new($"`{part.Full}`", part.Redacted);
}
