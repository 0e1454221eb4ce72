using System.Buffers.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Time;

/// <summary>Parses a time by a layout. Source of the rules and messages: Go <c>time/format.go</c>, <c>parse</c>.</summary>
internal ref partial struct TimeReader
{
    private readonly ReadOnlySpan<byte> _wholeLayout;
    private readonly ReadOnlySpan<byte> _whole;
    private readonly Location _local;
    private ReadOnlySpan<byte> _layout;
    private ReadOnlySpan<byte> _value;
    private string? _outOfRange;

    private int _year;
    private int _month = -1;
    private int _day = -1;
    private int _yearDay = -1;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanosecond;
    private bool _isMorning;
    private bool _isAfternoon;
    private bool _isUtc;
    private int? _offset;
    private string _zone = "";

    private TimeReader(ReadOnlySpan<byte> layout, ReadOnlySpan<byte> value, Location local)
    {
        _wholeLayout = layout;
        _layout = layout;
        _whole = value;
        _value = value;
        _local = local;
    }

    /// <summary>Parses a time.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="value">The text.</param>
    /// <param name="local">The location of a time without a zone.</param>
    /// <param name="time">The time; the zero time where there is an error.</param>
    /// <returns>Null, or Go's message.</returns>
    public static ErrorText? Read(ReadOnlySpan<byte> layout, ReadOnlySpan<byte> value, Location local, out GoTime time)
    {
        var reader = new TimeReader(layout, value, local);
        time = default;
        return reader.ReadFields() ?? reader.FindDay() ?? reader.Finish(out time);
    }

    private ErrorText? ReadFields()
    {
        while (true)
        {
            var field = TimeLayout.FindField(_layout, out var start, out var length);
            var element = _layout.Slice(start, length);
            var prefix = _layout[..start];
            if (!TrySkip(prefix))
            {
                return CannotRead(prefix, _value);
            }

            if (field == TimeField.None)
            {
                return _value.IsEmpty ? null : Problem(ErrorText.Format($": extra text: {Quoted(_value)}"));
            }

            _layout = _layout[(start + length)..];
            var before = _value;
            var isRead = TryReadDate(field) ?? TryReadClock(field) ?? TryReadFraction(field, length) ?? TryReadZone(field, element);
            if (_outOfRange is not null)
            {
                return Problem($": {_outOfRange} out of range");
            }

            if (!isRead)
            {
                return CannotRead(element, before);
            }
        }
    }

    // A space in the layout matches any number of them.
    private bool TrySkip(ReadOnlySpan<byte> prefix)
    {
        while (!prefix.IsEmpty)
        {
            if (prefix[0] == ' ')
            {
                if (!_value.IsEmpty && _value[0] != ' ')
                {
                    return false;
                }

                prefix = prefix.TrimStart((byte)' ');
                _value = _value.TrimStart((byte)' ');
                continue;
            }

            if (_value.IsEmpty || _value[0] != prefix[0])
            {
                return false;
            }

            prefix = prefix[1..];
            _value = _value[1..];
        }

        return true;
    }

    // Null for a field of another kind.
    private bool? TryReadDate(TimeField field) => field switch
    {
        TimeField.Year => _value.Length >= 4 && char.IsAsciiDigit((char)_value[0]) && TryTakeNumber(4, out _year),
        TimeField.ShortYear => TryReadShortYear(),
        TimeField.MonthName => TryTakeName(GoMonth.LongNames, out _month),
        TimeField.MonthAbbreviation => TryTakeName(GoMonth.ShortNames, out _month),
        TimeField.Month or TimeField.ZeroMonth =>
            TryTakeTwo(field == TimeField.ZeroMonth, out _month) && Check(_month is >= 1 and <= 12, "month"),
        TimeField.WeekdayName => TryTakeName(GoWeekday.LongNames, out _),
        TimeField.WeekdayAbbreviation => TryTakeName(GoWeekday.ShortNames, out _),
        TimeField.Day or TimeField.ZeroDay or TimeField.SpaceDay => TryReadDay(field),
        TimeField.SpaceYearDay or TimeField.ZeroYearDay => TryReadYearDay(field),
        _ => null,
    };

    private bool TryReadShortYear()
    {
        var isRead = _value.Length >= 2 && TryTakeNumber(2, out _year);

        // Unix time starts at the end of 1969 in some zones.
        _year += _year >= 69 ? 1900 : 2000;
        return isRead;
    }

    private bool TryReadDay(TimeField field)
    {
        SkipBlank(field == TimeField.SpaceDay);
        return TryTakeTwo(field == TimeField.ZeroDay, out _day);
    }

    private bool TryReadYearDay(TimeField field)
    {
        SkipBlank(field == TimeField.SpaceYearDay);
        SkipBlank(field == TimeField.SpaceYearDay);
        var digits = 0;
        var number = 0;
        while (digits < 3 && IsDigitAt(digits))
        {
            number = (number * 10) + (_value[digits++] - '0');
        }

        if (digits == 0 || (field == TimeField.ZeroYearDay && digits != 3))
        {
            return false;
        }

        _yearDay = number;
        _value = _value[digits..];
        return true;
    }

    private bool? TryReadClock(TimeField field) => field switch
    {
        TimeField.Hour24 => TryTakeTwo(isFixed: false, out _hour) && Check(_hour < 24, "hour"),
        TimeField.Hour12 or TimeField.ZeroHour12 => TryTakeTwo(field == TimeField.ZeroHour12, out _hour) && Check(_hour <= 12, "hour"),
        TimeField.Minute or TimeField.ZeroMinute => TryTakeTwo(field == TimeField.ZeroMinute, out _minute) && Check(_minute < 60, "minute"),
        TimeField.Second or TimeField.ZeroSecond => TryTakeTwo(field == TimeField.ZeroSecond, out _second)
            && Check(_second < 60, "second") && TryReadImplicitFraction(),
        TimeField.UpperMeridiem => TryReadMeridiem("AM"u8, "PM"u8),
        TimeField.LowerMeridiem => TryReadMeridiem("am"u8, "pm"u8),
        _ => null,
    };

    private bool Check(bool isInRange, string what)
    {
        _outOfRange = isInRange ? null : what;
        return isInRange;
    }

    private bool TryReadMeridiem(ReadOnlySpan<byte> morning, ReadOnlySpan<byte> afternoon)
    {
        _isMorning |= _value.StartsWith(morning);
        _isAfternoon |= _value.StartsWith(afternoon);
        var isRead = _value.StartsWith(morning) || _value.StartsWith(afternoon);
        _value = isRead ? _value[2..] : _value;
        return isRead;
    }

    private void SkipBlank(bool isAllowed)
    {
        if (isAllowed && !_value.IsEmpty && _value[0] == ' ')
        {
            _value = _value[1..];
        }
    }

    private readonly bool IsDigitAt(int index) => index < _value.Length && char.IsAsciiDigit((char)_value[index]);

    // One or two digits; exactly two where the layout has a zero.
    private bool TryTakeTwo(bool isFixed, out int number)
    {
        number = 0;
        if (!IsDigitAt(0) || (isFixed && !IsDigitAt(1)))
        {
            return false;
        }

        var length = IsDigitAt(1) ? 2 : 1;
        return TryTakeNumber(length, out number);
    }

    private bool TryTakeNumber(int length, out int number)
    {
        var isNumber = Utf8Parser.TryParse(_value[..length], out number, out var used) && used == length;
        _value = isNumber ? _value[length..] : _value;
        return isNumber;
    }

    private bool TryTakeName(ReadOnlySpan<string> names, out int number)
    {
        for (number = 1; number <= names.Length; number++)
        {
            var name = names[number - 1];
            if (_value.Length >= name.Length && System.Text.Ascii.EqualsIgnoreCase(_value[..name.Length], name))
            {
                _value = _value[name.Length..];
                return true;
            }
        }

        number = 0;
        return false;
    }

    private readonly ErrorText CannotRead(ReadOnlySpan<byte> element, ReadOnlySpan<byte> value) => ErrorText.Format(
        $"parsing time {Quoted(_whole)} as {Quoted(_wholeLayout)}: cannot parse {Quoted(value)} as {Quoted(element)}");

    private readonly ErrorText Problem(ErrorText message) => ErrorText.Format($"parsing time {Quoted(_whole)}{message}");

    // The time package quotes differently: non-ASCII characters by their bytes.
    private static ErrorText Quoted(ReadOnlySpan<byte> text)
    {
        var quoted = new System.Text.StringBuilder().Append('"');
        foreach (var part in text)
        {
            _ = part is < (byte)' ' or >= 0x80
                ? quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{part:x2}")
                : quoted.Append(part is (byte)'"' or (byte)'\\' ? "\\" : "").Append((char)part);
        }

        return new ErrorText(quoted.Append('"').ToString(), ErrorText.Plain(ByteString.Copy(text)).Redacted);
    }
}
