namespace Confd.GoTemplate.Time;

/// <summary>Reads the parts of a POSIX time zone text from start to end.</summary>
internal ref struct PosixZoneReader(string text)
{
    private const int MaxHours = 24 * 7;

    private int _position;

    public readonly bool IsAtEnd => _position >= text.Length;

    public readonly char Peek => text[_position];

    public readonly string Rest => text[_position..];

    /// <summary>Three letters or more, or anything between angle brackets.</summary>
    public bool TryReadName(out string name)
    {
        name = "";
        if (IsAtEnd)
        {
            return false;
        }

        if (Peek == '<')
        {
            var end = text.IndexOf('>', _position);
            if (end < 0)
            {
                return false;
            }

            name = text[(_position + 1)..end];
            _position = end + 1;
            return true;
        }

        var start = _position;
        while (!IsAtEnd && !(char.IsAsciiDigit(Peek) || Peek is ',' or '-' or '+'))
        {
            _position++;
        }

        name = text[start.._position];
        return name.Length >= 3;
    }

    /// <summary><c>[+-]hh[:mm[:ss]]</c> in seconds.</summary>
    public bool TryReadOffset(out int seconds)
    {
        seconds = 0;
        var sign = 1;
        if (!IsAtEnd && Peek is '+' or '-')
        {
            sign = Peek == '-' ? -1 : 1;
            _position++;
        }

        if (!TryReadNumber(0, MaxHours, out var hours))
        {
            return false;
        }

        seconds = hours * 3600;
        foreach (var unit in (ReadOnlySpan<int>)[60, 1])
        {
            if (IsAtEnd || Peek != ':')
            {
                break;
            }

            _position++;
            if (!TryReadNumber(0, 59, out var part))
            {
                return false;
            }

            seconds += part * unit;
        }

        seconds *= sign;
        return true;
    }

    /// <summary>A comma and a rule, with its time after a slash (02:00 without).</summary>
    public bool TryReadRule(out PosixRule rule)
    {
        rule = default;
        if (IsAtEnd || Peek != ',')
        {
            return false;
        }

        _position++;
        if (!TryReadDate(out rule))
        {
            return false;
        }

        var time = 2 * 3600;
        if (!IsAtEnd && Peek == '/')
        {
            _position++;
            if (!TryReadOffset(out time))
            {
                return false;
            }
        }

        rule = rule with { TimeSeconds = time };
        return true;
    }

    private bool TryReadDate(out PosixRule rule)
    {
        rule = default;
        switch (IsAtEnd ? '\0' : Peek)
        {
            case 'J':
                _position++;
                var isJulian = TryReadNumber(1, 365, out var julian);
                rule = new PosixRule(PosixRuleKind.JulianWithoutLeapDay, julian, 0, 0, 0);
                return isJulian;
            case 'M':
                _position++;
                var isWeekday = TryReadNumber(1, 12, out var month) & TrySkip('.')
                    & TryReadNumber(1, 5, out var week) & TrySkip('.')
                    & TryReadNumber(0, 6, out var weekday);
                rule = new PosixRule(PosixRuleKind.WeekdayOfMonth, weekday, week, month, 0);
                return isWeekday;
            default:
                var isDay = TryReadNumber(0, 365, out var day);
                rule = new PosixRule(PosixRuleKind.ZeroBasedDay, day, 0, 0, 0);
                return isDay;
        }
    }

    private bool TrySkip(char expected)
    {
        var found = !IsAtEnd && Peek == expected;
        _position += found ? 1 : 0;
        return found;
    }

    private bool TryReadNumber(int minimum, int maximum, out int number)
    {
        number = 0;
        var start = _position;
        while (!IsAtEnd && char.IsAsciiDigit(Peek))
        {
            number = (number * 10) + (Peek - '0');
            _position++;
            if (number > maximum)
            {
                return false;
            }
        }

        return _position > start && number >= minimum;
    }
}
