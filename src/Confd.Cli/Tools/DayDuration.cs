using System.Globalization;
using Confd.Engine.Documents;

namespace Confd.Cli.Tools;

/// <summary>Durations with days: <c>30d</c>, <c>1d12h</c>; otherwise as <see cref="DurationText"/> parses them.</summary>
internal static class DayDuration
{
    /// <summary>Parses a duration.</summary>
    /// <returns>False where the text is not one, or it is longer than a century.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text;
        var days = 0;
        var end = text.IndexOf('d', StringComparison.Ordinal);
        if (end > 0)
        {
            if (!int.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out days) || days > 36_500)
            {
                return false;
            }

            rest = text[(end + 1)..];
            if (rest.StartsWith('-') || rest.StartsWith('+'))
            {
                return false;
            }
        }

        var time = TimeSpan.Zero;
        if ((rest.Length > 0 || end < 1) && (!DurationText.TryParse(rest, out time) || time.Duration() > TimeSpan.FromDays(36_500)))
        {
            return false;
        }

        duration = TimeSpan.FromDays(days) + time;
        return true;
    }

    /// <summary>Formats whole days as days.</summary>
    public static string Format(TimeSpan duration) => duration > TimeSpan.Zero && duration.Ticks % TimeSpan.TicksPerDay == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.Days}d")
        : DurationText.Format(duration);
}
