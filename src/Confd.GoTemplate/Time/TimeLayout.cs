namespace Confd.GoTemplate.Time;

/// <summary>Splits a layout of Go's reference time, Mon Jan 2 15:04:05 MST 2006, into text and fields (Go <c>format.go</c>,
/// <c>nextStdChunk</c>).</summary>
internal static class TimeLayout
{
    /// <summary>Finds the first field of a layout.</summary>
    /// <param name="layout">UTF-8 or any bytes; only ASCII matters.</param>
    /// <param name="start">Where the field begins: the bytes before are literal. The layout's length without a field.</param>
    /// <param name="length">Bytes of the field; 0 without one.</param>
    /// <returns>The field, or <see cref="TimeField.None"/>.</returns>
    public static TimeField FindField(ReadOnlySpan<byte> layout, out int start, out int length)
    {
        for (start = 0; start < layout.Length; start++)
        {
            var (field, bytes) = FieldAt(layout[start..]);
            if (field == TimeField.None)
            {
                continue;
            }

            // "_2006" is an underscore and a year.
            if (field == TimeField.Year && layout[start] == '_')
            {
                start++;
                bytes--;
            }

            length = bytes;
            return field;
        }

        length = 0;
        return TimeField.None;
    }

    private static (TimeField Field, int Bytes) FieldAt(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'J' => NameAt(text, "January"u8, TimeField.MonthName, "Jan"u8, TimeField.MonthAbbreviation),
        (byte)'M' when text.StartsWith("MST"u8) => (TimeField.ZoneAbbreviation, 3),
        (byte)'M' => NameAt(text, "Monday"u8, TimeField.WeekdayName, "Mon"u8, TimeField.WeekdayAbbreviation),
        (byte)'0' => ZeroAt(text),
        (byte)'1' => text.StartsWith("15"u8) ? (TimeField.Hour24, 2) : (TimeField.Month, 1),
        (byte)'2' => text.StartsWith("2006"u8) ? (TimeField.Year, 4) : (TimeField.Day, 1),
        (byte)'_' => UnderscoreAt(text),
        (byte)'3' => (TimeField.Hour12, 1),
        (byte)'4' => (TimeField.Minute, 1),
        (byte)'5' => (TimeField.Second, 1),
        (byte)'P' when text.StartsWith("PM"u8) => (TimeField.UpperMeridiem, 2),
        (byte)'p' when text.StartsWith("pm"u8) => (TimeField.LowerMeridiem, 2),
        (byte)'-' => OffsetAt(text, TimeField.Offset),
        (byte)'Z' => OffsetAt(text, TimeField.OffsetOrZ),
        (byte)'.' or (byte)',' => FractionAt(text),
        _ => default,
    };

    // A short name does not count where a lower-case letter follows: "Janet" is a person.
    private static (TimeField Field, int Bytes) NameAt(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> longName, TimeField longField, ReadOnlySpan<byte> shortName, TimeField shortField)
    {
        if (text.StartsWith(longName))
        {
            return (longField, longName.Length);
        }

        var isShort = text.StartsWith(shortName) && !(
            text.Length > shortName.Length && text[shortName.Length] is >= (byte)'a' and <= (byte)'z');
        return isShort ? (shortField, shortName.Length) : default;
    }

    private static (TimeField Field, int Bytes) ZeroAt(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("002"u8))
        {
            return (TimeField.ZeroYearDay, 3);
        }

        return (text.Length > 1 ? text[1] : 0) switch
        {
            (byte)'1' => (TimeField.ZeroMonth, 2),
            (byte)'2' => (TimeField.ZeroDay, 2),
            (byte)'3' => (TimeField.ZeroHour12, 2),
            (byte)'4' => (TimeField.ZeroMinute, 2),
            (byte)'5' => (TimeField.ZeroSecond, 2),
            (byte)'6' => (TimeField.ShortYear, 2),
            _ => default,
        };
    }

    private static (TimeField Field, int Bytes) UnderscoreAt(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("_2006"u8))
        {
            return (TimeField.Year, 5);
        }

        if (text.StartsWith("_2"u8))
        {
            return (TimeField.SpaceDay, 2);
        }

        return text.StartsWith("__2"u8) ? (TimeField.SpaceYearDay, 3) : default;
    }

    private static (TimeField Field, int Bytes) OffsetAt(ReadOnlySpan<byte> text, TimeField field)
    {
        var digits = text[1..];
        var bytes = digits switch
        {
            _ when digits.StartsWith("070000"u8) => 6,
            _ when digits.StartsWith("07:00:00"u8) => 8,
            _ when digits.StartsWith("0700"u8) => 4,
            _ when digits.StartsWith("07:00"u8) => 5,
            _ when digits.StartsWith("07"u8) => 2,
            _ => 0,
        };
        return bytes == 0 ? default : (field, bytes + 1);
    }

    // Zeros or nines after a dot or comma, as long as no other digit follows.
    private static (TimeField Field, int Bytes) FractionAt(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[1] is not ((byte)'0' or (byte)'9'))
        {
            return default;
        }

        var end = 1;
        while (end < text.Length && text[end] == text[1])
        {
            end++;
        }

        var isDigitNext = end < text.Length && text[end] is >= (byte)'0' and <= (byte)'9';
        return isDigitNext ? default : (text[1] == '0' ? TimeField.Fraction : TimeField.TrimmedFraction, end);
    }
}
