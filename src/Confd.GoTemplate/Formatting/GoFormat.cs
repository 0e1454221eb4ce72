using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Formatting;

/// <summary>Go's <c>fmt</c> and <c>strconv</c> printing to byte strings.</summary>
public static class GoFormat
{
    /// <summary>Go's <c>fmt.Sprint</c>: a space between neighbours when neither is a string.</summary>
    /// <param name="arguments">The values to print.</param>
    public static ByteString Sprint(params ReadOnlySpan<Value> arguments)
    {
        var buffer = new ByteBuffer();
        new Printer(buffer).Print(arguments);
        return buffer.ToByteString();
    }

    /// <summary>Go's <c>fmt.Sprintln</c>: spaces between all, and a line feed.</summary>
    /// <param name="arguments">The values to print.</param>
    public static ByteString Sprintln(params ReadOnlySpan<Value> arguments)
    {
        var buffer = new ByteBuffer();
        new Printer(buffer).PrintLine(arguments);
        return buffer.ToByteString();
    }

    /// <summary>Go's <c>fmt.Sprintf</c>. Wrong verbs and arguments never fail; the error is printed, as in Go.</summary>
    /// <param name="format">Text with verbs.</param>
    /// <param name="arguments">The values for the verbs.</param>
    public static ByteString Sprintf(ByteString format, params ReadOnlySpan<Value> arguments)
    {
        var buffer = new ByteBuffer();
        new Printer(buffer).PrintFormat(format.Span, arguments);
        return buffer.ToByteString();
    }

    /// <summary>Go's <c>strconv.Quote</c>, also <c>%q</c>.</summary>
    /// <param name="text">Any bytes.</param>
    public static ByteString Quote(ByteString text)
    {
        var buffer = new ByteBuffer(text.Length + 2);
        GoQuote.AppendString(buffer, text.Span, asciiOnly: false);
        return buffer.ToByteString();
    }

    /// <inheritdoc cref="Quote(ByteString)"/>
    public static string Quote(string text) => Quote(ByteString.FromString(text)).ToString();

    /// <summary>Go's <c>strconv.FormatFloat(value, format, precision, 64)</c>.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="format">One of <c>e E f g G b x X</c>.</param>
    /// <param name="precision">Digits; -1 for the fewest that convert back to the same number.</param>
    public static string FormatFloat(double value, char format, int precision)
    {
        var buffer = new ByteBuffer();
        GoFloat.Append(buffer, value, format, precision);
        return buffer.ToString();
    }
}
