using System.Runtime.InteropServices;
using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary>A point in time of a clause or an attribute: Unix milliseconds or RFC 3339 text.</summary>
/// <remarks>Two parts, since numbers may lie far outside the calendar while strings may have nine digits of a second.</remarks>
/// <param name="Milliseconds">Whole milliseconds since 1970, negative before.</param>
/// <param name="Nanoseconds">The remainder: 0 to 999,999.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Instant(double Milliseconds, int Nanoseconds) : IComparable<Instant>
{
    private const int NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Reads a number or a string; false for everything else.</summary>
    public static bool TryRead(FlagValue value, out Instant instant)
    {
        switch (value.Kind)
        {
            case FlagValueKind.Number:
                instant = FromNumber(value.AsDouble);
                return true;
            case FlagValueKind.String:
                return TryParse(value.AsString, out instant);
            default:
                instant = default;
                return false;
        }
    }

    /// <summary>
    /// Reads <c>2017-12-06T07:00:00.123Z</c> or with an offset <c>-07:00</c>, or <c>-0700</c> as the Node and .NET SDKs do. Only the
    /// fraction may be omitted; the date must exist. Digits beyond nine are dropped.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Instant instant)
    {
        instant = default;
        if (text.Length < 20
            || !TryReadDigits(text[..4], out var year) || text[4] != '-'
            || !TryReadDigits(text[5..7], out var month) || text[7] != '-'
            || !TryReadDigits(text[8..10], out var day) || text[10] != 'T'
            || !TryReadDigits(text[11..13], out var hour) || text[13] != ':'
            || !TryReadDigits(text[14..16], out var minute) || text[16] != ':'
            || !TryReadDigits(text[17..19], out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var rest = text[19..];
        if (!TryReadFraction(ref rest, out var nanoseconds) || !TryReadOffset(rest, out var offsetMinutes))
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
        var milliseconds = (ticks / TimeSpan.TicksPerMillisecond) - (offsetMinutes * 60_000L) + (nanoseconds / NanosecondsPerMillisecond);
        instant = new Instant(milliseconds, nanoseconds % NanosecondsPerMillisecond);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Instant other)
    {
        var order = Milliseconds.CompareTo(other.Milliseconds);
        return order != 0 ? order : Nanoseconds.CompareTo(other.Nanoseconds);
    }

    private static Instant FromNumber(double number)
    {
        var whole = Math.Floor(number);
        return double.IsFinite(number) ? new Instant(whole, (int)((number - whole) * NanosecondsPerMillisecond)) : new Instant(number, 0);
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<char> rest, out int nanoseconds)
    {
        nanoseconds = 0;
        if (rest[0] != '.')
        {
            return true;
        }

        rest = rest[1..];
        var unit = 100_000_000;
        var count = 0;
        for (; count < rest.Length && char.IsAsciiDigit(rest[count]); count++)
        {
            nanoseconds += (rest[count] - '0') * unit;
            unit /= 10;
        }

        rest = rest[count..];
        return count > 0;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> rest, out int minutes)
    {
        minutes = 0;
        if (rest is "Z")
        {
            return true;
        }

        var hasColon = rest is [_, _, _, ':', _, _];
        if (!(hasColon || rest.Length == 5) || rest[0] is not ('+' or '-')
            || !TryReadDigits(rest[1..3], out var hour) || !TryReadDigits(rest[^2..], out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (rest[0] == '-' ? -1 : 1);
        return true;
    }
}
