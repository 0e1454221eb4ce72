using System.Buffers;
using System.Globalization;
using System.Text;

namespace Confd.GoTemplate.Time;

/// <content>Text forms (Go <c>format.go</c>).</content>
public readonly partial record struct GoTime
{
    /// <summary>The layout of RFC 3339 with as many digits of the second as there are (Go <c>time.RFC3339Nano</c>).</summary>
    public const string Rfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00";

    /// <summary>Writes the time by a layout of the reference time <c>Mon Jan 2 15:04:05 MST 2006</c>.</summary>
    /// <param name="output">Receives UTF-8; layout bytes that are not a field are copied unchanged.</param>
    /// <param name="layout">The layout.</param>
    public void Format(IBufferWriter<byte> output, ReadOnlySpan<byte> layout)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new TimeWriter(output, this);
        while (true)
        {
            var field = TimeLayout.FindField(layout, out var start, out var length);
            output.Write(layout[..start]);
            if (field == TimeField.None)
            {
                return;
            }

            writer.Write(field, layout.Slice(start, length));
            layout = layout[(start + length)..];
        }
    }

    /// <summary>Parses a time by a layout: Go's <c>time.ParseInLocation</c>.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="value">The text.</param>
    /// <param name="local">The location of a time without a zone; also used for a zone or offset in the text that it has.</param>
    /// <param name="time">The time; the zero time where the text does not fit.</param>
    /// <returns>Null, or Go's message.</returns>
    public static ErrorText? TryParse(ReadOnlySpan<byte> layout, ReadOnlySpan<byte> value, Location local, out GoTime time) =>
        TimeReader.Read(layout, value, local, out time);

    /// <summary>The time by a layout.</summary>
    public string Format(string layout)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Format(buffer, Encoding.UTF8.GetBytes(layout));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>In Go's format: <c>2024-02-29 00:00:00 +0000 UTC</c>, with <c> m=+0.1</c> where there is a monotonic
    /// reading.</summary>
    public override string ToString()
    {
        var text = Format("2006-01-02 15:04:05.999999999 -0700 MST");
        if (_monotonic is not { } monotonic)
        {
            return text;
        }

        var magnitude = (UInt128)Int128.Abs(monotonic);
        var seconds = magnitude / (ulong)GoDuration.NanosecondsPerSecond;
        var fraction = (ulong)(magnitude % (ulong)GoDuration.NanosecondsPerSecond);
        return string.Create(CultureInfo.InvariantCulture, $"{text} m={(monotonic < 0 ? '-' : '+')}{seconds}.{fraction:D9}");
    }

    /// <summary>In Go syntax, as <c>%#v</c> prints it: <c>time.Date(2024, time.February, 29, 0, 0, 0, 0, time.UTC)</c>.</summary>
    /// <param name="quote">Quotes a location's name as a Go string.</param>
    public string ToGoSyntax(Func<string, string> quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        var date = Date;
        var location = (_location, Location.IsLocal) switch
        {
            (null, _) => "time.UTC",
            (_, true) => "time.Local",
            _ => $"time.Location({quote(Location.Name)})",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"time.Date({date.Year}, time.{Month}, {date.Day}, {Hour}, {Minute}, {Second}, {_nanosecond}, {location})");
    }

    /// <summary>RFC 3339 with nanoseconds, the form in JSON and text.</summary>
    /// <param name="text">The text; null where there is an error.</param>
    /// <returns>Null, or Go's reason why RFC 3339 cannot express the time.</returns>
    public string? TryFormatRfc3339(out string? text)
    {
        text = null;
        if (Year is < 0 or > 9999)
        {
            return "year outside of range [0,9999]";
        }

        var offset = Math.Abs(Period.Zone.OffsetSeconds) / 60;
        if (offset / 60 >= 24)
        {
            return "timezone hour outside of range [0,23]";
        }

        text = Format(Rfc3339Nano);
        return null;
    }
}
