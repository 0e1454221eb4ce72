using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Confd.GoTemplate.Time;

/// <summary>Writes single fields of one time.</summary>
internal readonly ref struct TimeWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly GoTime _time;
    private readonly CivilDate _date;
    private readonly Zone _zone;

    public TimeWriter(IBufferWriter<byte> output, GoTime time)
    {
        _output = output;
        _time = time;
        _date = time.Date;
        _zone = time.Period.Zone;
    }

    /// <summary>Writes a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="written">Its form in the layout, which determines digits and separators.</param>
    public void Write(TimeField field, ReadOnlySpan<byte> written)
    {
        switch (field)
        {
            case TimeField.MonthName: WriteText(_time.Month.ToString()); break;
            case TimeField.MonthAbbreviation: WriteText(_time.Month.ToString()[..3]); break;
            case TimeField.Month: WriteNumber(_date.Month, 0); break;
            case TimeField.ZeroMonth: WriteNumber(_date.Month, 2); break;
            case TimeField.WeekdayName: WriteText(_time.Weekday.ToString()); break;
            case TimeField.WeekdayAbbreviation: WriteText(_time.Weekday.ToString()[..3]); break;
            case TimeField.Day: WriteNumber(_date.Day, 0); break;
            case TimeField.SpaceDay: WritePadded(_date.Day, 2); break;
            case TimeField.ZeroDay: WriteNumber(_date.Day, 2); break;
            case TimeField.SpaceYearDay: WritePadded(_date.YearDay, 3); break;
            case TimeField.ZeroYearDay: WriteNumber(_date.YearDay, 3); break;
            case TimeField.Hour24: WriteNumber(_time.Hour, 2); break;
            case TimeField.Hour12: WriteNumber(Hour12, 0); break;
            case TimeField.ZeroHour12: WriteNumber(Hour12, 2); break;
            case TimeField.Minute: WriteNumber(_time.Minute, 0); break;
            case TimeField.ZeroMinute: WriteNumber(_time.Minute, 2); break;
            case TimeField.Second: WriteNumber(_time.Second, 0); break;
            case TimeField.ZeroSecond: WriteNumber(_time.Second, 2); break;
            case TimeField.Year: WriteNumber(_date.Year, 4); break;
            case TimeField.ShortYear: WriteNumber(Math.Abs(_date.Year) % 100, 2); break;
            case TimeField.UpperMeridiem: _output.Write(_time.Hour >= 12 ? "PM"u8 : "AM"u8); break;
            case TimeField.LowerMeridiem: _output.Write(_time.Hour >= 12 ? "pm"u8 : "am"u8); break;
            case TimeField.ZoneAbbreviation: WriteAbbreviation(); break;
            case TimeField.Offset or TimeField.OffsetOrZ: WriteOffset(field, written); break;
            case TimeField.Fraction or TimeField.TrimmedFraction: WriteFraction(field, written); break;
            default: break;
        }
    }

    private int Hour12 => _time.Hour % 12 == 0 ? 12 : _time.Hour % 12;

    private void WriteAbbreviation()
    {
        if (_zone.Abbreviation.Length > 0)
        {
            WriteText(_zone.Abbreviation);
            return;
        }

        // Go prints the offset where a zone has no name.
        var minutes = _zone.OffsetSeconds / 60;
        _output.Write(minutes < 0 ? "-"u8 : "+"u8);
        WriteNumber(Math.Abs(minutes) / 60, 2);
        WriteNumber(Math.Abs(minutes) % 60, 2);
    }

    private void WriteOffset(TimeField field, ReadOnlySpan<byte> written)
    {
        if (field == TimeField.OffsetOrZ && _zone.OffsetSeconds == 0)
        {
            _output.Write("Z"u8);
            return;
        }

        var minutes = _zone.OffsetSeconds / 60;
        var separator = written.Contains((byte)':') ? ":"u8 : default;
        _output.Write(minutes < 0 ? "-"u8 : "+"u8);
        WriteNumber(Math.Abs(minutes) / 60, 2);
        if (written.Length > "-07".Length)
        {
            _output.Write(separator);
            WriteNumber(Math.Abs(minutes) % 60, 2);
        }

        if (written.Length > "-07:00".Length)
        {
            // Go tests the sign on whole minutes, so an offset between -1 and 0 minutes keeps its sign here.
            var absolute = minutes < 0 ? -_zone.OffsetSeconds : _zone.OffsetSeconds;
            _output.Write(separator);
            WriteNumber(absolute % 60, 2);
        }
    }

    private void WriteFraction(TimeField field, ReadOnlySpan<byte> written)
    {
        Span<byte> digits = stackalloc byte[9];
        Utf8Formatter.TryFormat(_time.Nanosecond, digits, out _, new StandardFormat('D', 9));
        var kept = digits[..Math.Min(written.Length - 1, digits.Length)];
        if (field == TimeField.TrimmedFraction)
        {
            kept = kept.TrimEnd((byte)'0');
            if (kept.IsEmpty)
            {
                return;
            }
        }

        _output.Write(written[..1]);
        _output.Write(kept);
    }

    private void WritePadded(int number, int width)
    {
        for (var power = width == 3 ? 100 : 10; power > 1 && number < power; power /= 10)
        {
            _output.Write(" "u8);
        }

        WriteNumber(number, 0);
    }

    private void WriteNumber(long number, int width)
    {
        Span<byte> digits = stackalloc byte[24];
        var format = new StandardFormat('D', (byte)Math.Max(width, 1));
        Utf8Formatter.TryFormat(number, digits, out var bytes, format);
        _output.Write(digits[..bytes]);
    }

    private void WriteText(string text) => Encoding.UTF8.GetBytes(text, _output);
}
