using System.Globalization;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>
/// The words of a failure, in two forms: <see cref="Full"/> quotes the values that it is about, as Go's messages do; <see cref="Redacted"/>
/// tells only their kind and length (<c>a string of 12 bytes</c>), so that it may stand in a log or on a page. Immutable.
/// </summary>
/// <remarks>
/// Put together from an interpolated string: <c>ErrorText.Format($"parsing {ErrorText.Quoted(value)}: invalid syntax")</c>. Literals, texts
/// and counts are the author's own words and stand in both forms; a value, a <see cref="ByteString"/> and what the methods here make stand
/// in one of them only.
/// </remarks>
public sealed class ErrorText
{
    /// <summary>Makes a text of both forms.</summary>
    /// <param name="full">With values.</param>
    /// <param name="redacted">Without.</param>
    public ErrorText(string full, string redacted)
    {
        Full = full;
        Redacted = redacted;
    }

    /// <summary>The words with the values in them, for those who may see these.</summary>
    public string Full { get; }

    /// <summary>The words for everybody: in place of each value its kind and length.</summary>
    public string Redacted { get; }

    /// <summary>The author's own words: names, text of templates and settings, no value.</summary>
    /// <param name="own">Both forms.</param>
    public static implicit operator ErrorText(string own) => FromString(own);

    /// <inheritdoc cref="op_Implicit"/>
    public static ErrorText FromString(string own) => new(own, own);

    /// <summary>Puts a message together.</summary>
    /// <param name="parts">An interpolated string of own words and values.</param>
    public static ErrorText Format(ErrorTextParts parts) => parts.ToErrorText();

    /// <summary>A value as Go's <c>%q</c> shows it.</summary>
    /// <param name="value">The value.</param>
    public static ErrorText Quoted(ByteString value) => new(GoFormat.Quote(value).ToString(), Describe(value.Length));

    /// <summary>A value as it is.</summary>
    /// <param name="value">The value.</param>
    public static ErrorText Plain(ByteString value) => new(value.ToString(), Describe(value.Length));

    /// <summary>A whole number that is a value, or that a value has led to.</summary>
    /// <param name="value">The number.</param>
    public static ErrorText Number(Int128 value)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        var count = digits.AsSpan().TrimStart('-').Length;
        return new ErrorText(digits, count == 1 ? "a number of 1 digit" : $"a number of {count} digits");
    }

    /// <summary>The same words, each value still hidden, between others.</summary>
    /// <param name="separator">Stands between two.</param>
    /// <param name="texts">What is put together.</param>
    public static ErrorText Join(string separator, IReadOnlyCollection<ErrorText> texts) => new(
        string.Join(separator, texts.Select(text => text.Full)), string.Join(separator, texts.Select(text => text.Redacted)));

    /// <summary>The form for everybody: whoever prints the text without asking shows no value.</summary>
    public override string ToString() => Redacted;

    private static string Describe(int length) => length == 1 ? "a string of 1 byte" : $"a string of {length} bytes";
}
