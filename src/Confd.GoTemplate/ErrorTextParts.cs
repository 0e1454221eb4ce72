using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>The handler of interpolated strings that become an <see cref="ErrorText"/>. Bytes and values are hidden automatically in one
/// of its forms.</summary>
[InterpolatedStringHandler]
public readonly ref struct ErrorTextParts
{
    private readonly StringBuilder _full;
    private readonly StringBuilder _redacted;

    /// <summary>Begins a message.</summary>
    /// <param name="literalLength">Characters of the fixed parts.</param>
    /// <param name="formattedCount">Number of other parts.</param>
    public ErrorTextParts(int literalLength, int formattedCount)
    {
        _full = new StringBuilder(literalLength + (16 * formattedCount));
        _redacted = new StringBuilder(literalLength + (16 * formattedCount));
    }

    /// <summary>Adds literal text.</summary>
    /// <param name="value">The text.</param>
    public void AppendLiteral(string value) => Append(value, value);

    /// <summary>Adds a text with its own two forms.</summary>
    /// <param name="value">The text.</param>
    public void AppendFormatted(ErrorText value) => Append(value.Full, value.Redacted);

    /// <summary>Adds the bytes of a value.</summary>
    /// <param name="value">The value.</param>
    public void AppendFormatted(ByteString value) => AppendFormatted(ErrorText.Plain(value));

    /// <summary>Adds a value as formatted by <c>%v</c>.</summary>
    /// <param name="value">The value.</param>
    public void AppendFormatted(Value value) => Append(
        value.ToString(), value.Kind == GoKind.String ? ErrorText.Plain(value.AsString()).Redacted : $"a value of type {value.Type}");

    /// <summary>Adds a name or a piece of the author's own text.</summary>
    /// <param name="value">Not a value.</param>
    public void AppendFormatted(string? value) => Append(value, value);

    /// <summary>Adds a count, a limit or a position.</summary>
    /// <param name="value">Not a value, and not a number that results from one.</param>
    public void AppendFormatted(long value)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        Append(digits, digits);
    }

    /// <summary>Adds the name of a type.</summary>
    /// <param name="value">The type.</param>
    public void AppendFormatted(GoType? value) => Append(value?.ToString(), value?.ToString());

    internal ErrorText ToErrorText() => new(_full.ToString(), _redacted.ToString());

    private void Append(string? full, string? redacted)
    {
        _full.Append(full);
        _redacted.Append(redacted);
    }
}
