using System.Text;
using Confd.GoTemplate.Time;

namespace Confd.Engine.Documents;

/// <summary>Recognizes the plain scalars that Go's YAML libraries read as dates and times.</summary>
internal static class YamlTimestamp
{
    /// <summary>Whether a text is a date, or a date and a time with an offset after <c>T</c> or without one after a space.</summary>
    public static bool IsTimestamp(string text)
    {
        // A text that begins differently is a date in no layout.
        if (text.Length < "2006-1-2".Length || text[4] != '-' || !char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        var value = Encoding.UTF8.GetBytes(text);
        return Fits("2006-1-2"u8) || Fits("2006-1-2T15:4:5.999999999Z07:00"u8) || Fits("2006-1-2t15:4:5.999999999Z07:00"u8)
            || Fits("2006-1-2 15:4:5.999999999"u8);

        bool Fits(ReadOnlySpan<byte> layout) => GoTime.TryParse(layout, value, Location.Utc, out _) is null;
    }
}
