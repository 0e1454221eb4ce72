using System.Globalization;
using System.Text;

namespace Confd.GoTemplate.Time;

/// <content>Fractions of a second, zones, and the conversion of all parts.</content>
internal ref partial struct TimeReader
{
    private bool? TryReadFraction(TimeField field, int length)
    {
        if (field == TimeField.Fraction)
        {
            return _value.Length >= length && TryTakeNanoseconds(length);
        }

        return field == TimeField.TrimmedFraction ? !HasFraction || TryTakeNanoseconds(FractionLength) : null;
    }

    private readonly bool HasFraction => _value.Length >= 2 && _value[0] is (byte)'.' or (byte)',' && IsDigitAt(1);

    private readonly int FractionLength
    {
        get
        {
            var length = 1;
            while (IsDigitAt(length))
            {
                length++;
            }

            return length;
        }
    }

    // A text may have a fraction after the seconds even if the layout has none.
    private bool TryReadImplicitFraction()
    {
        var isInLayout = TimeLayout.FindField(_layout, out _, out _) is TimeField.Fraction or TimeField.TrimmedFraction;
        return !HasFraction || isInLayout || TryTakeNanoseconds(FractionLength);
    }

    // A dot or comma and an integer, of which nine digits count; a sign is one of them.
    private bool TryTakeNanoseconds(int length)
    {
        var places = _value[1..Math.Min(length, 10)];
        var digits = places[0] is (byte)'+' or (byte)'-' ? places[1..] : places;
        if (_value[0] is not ((byte)'.' or (byte)',') || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var number = 0;
        for (var place = 0; place < 9; place++)
        {
            var digit = place - (places.Length - digits.Length);
            number = (number * 10) + (digit >= 0 && digit < digits.Length ? digits[digit] - '0' : 0);
        }

        _nanosecond = number;
        _value = _value[length..];
        return Check(places[0] != '-' || number == 0, "fractional second");
    }

    private bool TryReadZone(TimeField field, ReadOnlySpan<byte> element)
    {
        if (field == TimeField.ZoneAbbreviation)
        {
            return TryReadAbbreviation();
        }

        if (field == TimeField.OffsetOrZ && _value.StartsWith("Z"u8))
        {
            _isUtc = true;
            _value = _value[1..];
            return true;
        }

        return TryReadOffset(element);
    }

    private bool TryReadAbbreviation()
    {
        if (_value.StartsWith("UTC"u8))
        {
            _isUtc = true;
            _value = _value[3..];
            return true;
        }

        var length = AbbreviationLength(_value);
        _zone = Encoding.ASCII.GetString(_value[..length]);
        _value = _value[length..];
        return length > 0;
    }

    // Digits where the layout has digits, colons where it has colons. Go checks the numbers up to one that it cannot parse.
    private bool TryReadOffset(ReadOnlySpan<byte> element)
    {
        if (_value.Length < element.Length)
        {
            return false;
        }

        Span<int> parts = stackalloc int[3];
        var part = 0;
        var isRead = true;
        for (var index = 1; index < element.Length; index++)
        {
            if (element[index] == ':')
            {
                if (_value[index] != ':')
                {
                    return false;
                }

                continue;
            }

            isRead &= IsDigitAt(index) && IsDigitAt(index + 1);
            parts[part++] = isRead ? ((_value[index] - '0') * 10) + (_value[index + 1] - '0') : 0;
            index++;
        }

        // Some texts have offsets of 24 hours and of 60 minutes.
        _outOfRange = parts[2] > 60 ? "time zone offset second"
            : parts[1] > 60 ? "time zone offset minute"
            : parts[0] > 24 ? "time zone offset hour"
            : null;

        // One second west of Greenwich is Go's marker for no offset.
        var offset = ((((parts[0] * 60) + parts[1]) * 60) + parts[2]) * (_value[0] == '-' ? -1 : 1);
        _offset = offset == -1 ? null : offset;
        isRead &= _value[0] is (byte)'+' or (byte)'-';
        _value = _value[element.Length..];
        return isRead;
    }

    // Three to five capitals, an offset, or GMT with an offset (Go format.go, parseTimeZone); 0 where it looks like none of these.
    private static int AbbreviationLength(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("ChST"u8) || text.StartsWith("MeST"u8))
        {
            return 4;
        }

        if (text.StartsWith("GMT"u8))
        {
            return 3 + SignedOffsetLength(text[3..]);
        }

        if (text.Length < 3 || text[0] is (byte)'+' or (byte)'-')
        {
            return text.Length < 3 ? 0 : SignedOffsetLength(text);
        }

        var capitals = text.IndexOfAnyExceptInRange((byte)'A', (byte)'Z') is var end and >= 0 ? end : text.Length;
        return capitals switch
        {
            3 => 3,
            4 when text[3] == 'T' || text.StartsWith("WITA"u8) => 4,
            5 when text[4] == 'T' => 5,
            _ => 0,
        };
    }

    private static int SignedOffsetLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'+' or (byte)'-'))
        {
            return 0;
        }

        var digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end and >= 0 ? end : text.Length - 1;
        var isHour = digits > 0 && text.Slice(1, digits).TrimStart((byte)'0') is { Length: <= 2 } hours
            && (hours.Length < 2 || ((hours[0] - '0') * 10) + (hours[1] - '0') <= 23);
        return isHour ? 1 + digits : 0;
    }

    // Converts the day of the year to month and day, which have to agree with those that were read.
    private ErrorText? FindDay()
    {
        _hour = (_isAfternoon, _isMorning, _hour) switch
        {
            (true, _, < 12) => _hour + 12,
            (false, true, 12) => 0,
            _ => _hour,
        };
        if (_yearDay >= 0)
        {
            var leapDays = CivilDate.DaysInMonth(_year, 2) - 28;
            if (_yearDay < 1 || _yearDay > 365 + leapDays)
            {
                return Problem(": day-of-year out of range");
            }

            var date = CivilDate.FromAbsoluteDays(CivilDate.ToAbsoluteDays(_year, 1, _yearDay));
            if (_month >= 0 && _month != date.Month)
            {
                return Problem(": day-of-year does not match month");
            }

            if (_day >= 0 && _day != date.Day)
            {
                return Problem(": day-of-year does not match day");
            }

            (_month, _day) = (date.Month, date.Day);
        }

        _month = _month < 0 ? 1 : _month;
        _day = _day < 0 ? 1 : _day;
        return _day < 1 || _day > CivilDate.DaysInMonth(_year, _month) ? Problem(": day out of range") : null;
    }

    private readonly ErrorText? Finish(out GoTime time)
    {
        time = In(_isUtc || _offset is not null || _zone.Length > 0 ? Location.Utc : _local);
        if (_isUtc)
        {
            return null;
        }

        if (_offset is { } offset)
        {
            var instant = time.Add(new GoDuration(-offset * GoDuration.NanosecondsPerSecond));
            var inForce = _local.Lookup(instant.UnixSeconds).Zone;
            var isOwn = inForce.OffsetSeconds == offset && (_zone.Length == 0 || inForce.Abbreviation == _zone);
            time = instant.In(isOwn ? _local : Location.Fixed(_zone, offset));
        }
        else if (_zone.Length > 0)
        {
            time = FromAbbreviation(time);
        }

        return null;
    }

    // An abbreviation that the location does not have yields no offset: the time is interpreted as UTC, as in Go.
    private readonly GoTime FromAbbreviation(GoTime clock)
    {
        if (_local.FindOffset(_zone, clock.UnixSeconds) is { } offset)
        {
            return clock.Add(new GoDuration(-offset * GoDuration.NanosecondsPerSecond)).In(_local);
        }

        var hours = _zone.StartsWith("GMT", StringComparison.Ordinal) && _zone.Length > 3
            ? int.Parse(_zone.AsSpan(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : 0;
        return clock.In(Location.Fixed(_zone, hours * 3600));
    }

    private readonly GoTime In(Location location) =>
        GoTime.FromDate(_year, _month, _day, _hour, _minute, _second, _nanosecond, location);
}
