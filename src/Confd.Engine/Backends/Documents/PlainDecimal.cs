using System.Globalization;

namespace Confd.Engine.Backends.Documents;

/// <summary>Floats in the shortest digits that give the same double back, never with an exponent: Go's <c>FormatFloat(x, 'f', -1, 64)</c>.</summary>
internal static class PlainDecimal
{
    public static string Format(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }

        var text = ShortestText(number);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
        {
            return text;
        }

        var sign = text[0] == '-' ? "-" : "";
        var mantissa = text[sign.Length..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var whole = (point < 0 ? mantissa.Length : point) + int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (whole <= 0)
        {
            return $"{sign}0.{new string('0', -whole)}{digits}";
        }

        return whole >= digits.Length
            ? $"{sign}{digits}{new string('0', whole - digits.Length)}"
            : $"{sign}{digits[..whole]}.{digits[whole..]}";
    }

    // The platform's shortest form of two numbers, 2^-25 and 2^-958, reads back as their neighbours; they need all 17 digits.
    private static string ShortestText(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var isExact = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).Equals(number);
        return isExact ? text : number.ToString("E16", CultureInfo.InvariantCulture);
    }
}
