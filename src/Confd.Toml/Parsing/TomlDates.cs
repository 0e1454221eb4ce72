namespace Confd.Toml.Parsing;

/// <summary>Dates and times (TOML, sections Offset Date-Time to Local Time; RFC 3339).</summary>
internal static class TomlDates
{
    private const int DateLength = 10;
    private const int MinutesLength = 5;
    private const int TimeLength = 8;

    /// <summary>True where the token starts with <c>NNNN-</c> or <c>NN:</c>, so that it can only be a date or a time.</summary>
    public static bool LooksLikeDate(ReadOnlySpan<byte> token) =>
        (token.Length > 4 && token[4] == '-' && AreDigits(token[..4])) || (token.Length > 2 && token[2] == ':' && AreDigits(token[..2]));

    /// <summary>True where the token is just a date, so that a time may follow after one space.</summary>
    public static bool IsDateOnly(ReadOnlySpan<byte> token) => token.Length == DateLength && TryReadDate(token, out _);

    /// <summary>Reads a whole token; null where it is no date or time, or none that exists.</summary>
    /// <param name="token">The token.</param>
    /// <param name="secondsAreOptional">Whether <c>07:32</c> is a time, as from TOML 1.1 on.</param>
    public static (TomlValueKind Kind, object Content)? Read(ReadOnlySpan<byte> token, bool secondsAreOptional)
    {
        if (!TryReadDate(token, out var date))
        {
            return TryReadTime(token, secondsAreOptional, out var timeOfDay, out var rest) && rest.IsEmpty
                ? (TomlValueKind.LocalTime, timeOfDay)
                : null;
        }

        if (token.Length == DateLength)
        {
            return (TomlValueKind.LocalDate, date);
        }

        if (token[DateLength] is not ((byte)'T' or (byte)'t' or (byte)' ') || !TryReadTime(
            token[(DateLength + 1)..], secondsAreOptional, out var time, out var zone))
        {
            return null;
        }

        var local = date.ToDateTime(time);
        if (zone.IsEmpty)
        {
            return (TomlValueKind.LocalDateTime, local);
        }

        return TryReadOffset(zone, out var offset) ? (TomlValueKind.OffsetDateTime, (local, offset)) : null;
    }

    private static bool TryReadDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length < DateLength || text[4] != '-' || text[7] != '-'
            || !TryReadNumber(text[..4], out var year)
            || !TryReadNumber(text[5..7], out var month)
            || !TryReadNumber(text[8..10], out var day))
        {
            return false;
        }

        // Year 0 exists in RFC 3339 but not in DateOnly.
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, day);
        return true;
    }

    private static bool TryReadTime(
        ReadOnlySpan<byte> text, bool secondsAreOptional, out TimeOnly time, out ReadOnlySpan<byte> rest)
    {
        time = default;
        rest = default;
        var hasSeconds = text.Length > MinutesLength && text[MinutesLength] == ':';
        var second = 0;
        if (text.Length < (hasSeconds ? TimeLength : MinutesLength) || text[2] != ':'
            || !TryReadNumber(text[..2], out var hour)
            || !TryReadNumber(text[3..5], out var minute)
            || (hasSeconds ? !TryReadNumber(text[6..8], out second) : !secondsAreOptional)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        rest = text[(hasSeconds ? TimeLength : MinutesLength)..];
        var ticks = new TimeOnly(hour, minute, second).Ticks;
        if (hasSeconds && !rest.IsEmpty && rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? rest.Length - 1 : digits;
            if (digits == 0)
            {
                return false;
            }

            ticks += FractionTicks(rest.Slice(1, digits));
            rest = rest[(1 + digits)..];
        }

        time = new TimeOnly(ticks);
        return true;
    }

    /// <summary>Digits after the point in units of 100 nanoseconds; finer digits are cut off, as the specification requires.</summary>
    private static long FractionTicks(ReadOnlySpan<byte> digits)
    {
        var ticks = 0L;
        for (var index = 0; index < 7; index++)
        {
            ticks = (ticks * 10) + (index < digits.Length ? digits[index] - '0' : 0);
        }

        return ticks;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryReadNumber(text[1..3], out var hours) || !TryReadNumber(text[4..6], out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return AreDigits(digits);
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
