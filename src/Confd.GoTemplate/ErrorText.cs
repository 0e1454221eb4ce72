using System.Globalization;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>
/// The message of a failure, in two forms: <see cref="Full"/> quotes the values that it concerns, as Go's messages do;
/// <see cref="Redacted"/> has only their kind and length (<c>a string of 12 bytes</c>), so that it may be logged or shown on a page.
/// Immutable.
/// </summary>
/// <remarks>
/// Created from an interpolated string: <c>ErrorText.Format($"parsing {ErrorText.Quoted(value)}: invalid syntax")</c>. Literals, texts and
/// counts are the author's own words and are in both forms; a value, a <see cref="ByteString"/> and the results of the methods here are
/// in one of them only.
/// </remarks>
public sealed class ErrorText
{
    /// <summary>Creates a text from both forms.</summary>
    /// <param name="full">With values.</param>
    /// <param name="redacted">Without.</param>
    public ErrorText(string full, string redacted)
    {
        Full = full;
        Redacted = redacted;
    }

    /// <summary>The message with the values, for users who may see them.</summary>
    public string Full { get; }

    /// <summary>The message for everyone: each value is replaced by its kind and length.</summary>
    public string Redacted { get; }

    /// <summary>A text without values: the author's own words, names, text of templates and settings.</summary>
    /// <param name="own">Both forms.</param>
    public static implicit operator ErrorText(string own) => FromString(own);

    /// <inheritdoc cref="op_Implicit"/>
    public static ErrorText FromString(string own) => new(own, own);

    /// <summary>Creates a message.</summary>
    /// <param name="parts">An interpolated string of own words and values.</param>
    public static ErrorText Format(ErrorTextParts parts) => parts.ToErrorText();

    /// <summary>A value as formatted by Go's <c>%q</c>.</summary>
    /// <param name="value">The value.</param>
    public static ErrorText Quoted(ByteString value) => new(GoFormat.Quote(value).ToString(), Describe(value.Length));

    /// <summary>A value, unquoted.</summary>
    /// <param name="value">The value.</param>
    public static ErrorText Plain(ByteString value) => new(value.ToString(), Describe(value.Length));

    /// <summary>An integer that is a value, or results from one.</summary>
    /// <param name="value">The number.</param>
    public static ErrorText Number(Int128 value)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        var count = digits.AsSpan().TrimStart('-').Length;
        return new ErrorText(digits, count == 1 ? "a number of 1 digit" : $"a number of {count} digits");
    }

    /// <summary>Joins texts; each value remains hidden.</summary>
    /// <param name="separator">Inserted between two texts.</param>
    /// <param name="texts">The texts.</param>
    public static ErrorText Join(string separator, IReadOnlyCollection<ErrorText> texts) => new(
        string.Join(separator, texts.Select(text => text.Full)), string.Join(separator, texts.Select(text => text.Redacted)));

    /// <summary>Returns <see cref="Redacted"/>, so that printing shows no value by default.</summary>
    public override string ToString() => Redacted;

    private static string Describe(int length) => length == 1 ? "a string of 1 byte" : $"a string of {length} bytes";
}
