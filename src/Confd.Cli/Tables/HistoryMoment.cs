using System.Globalization;

namespace Confd.Cli.Tables;

/// <summary>A moment of a table's past, as people give it: the number of an entry, a time, or how long ago.</summary>
/// <param name="Position">The entry; null for a time.</param>
/// <param name="Time">The time.</param>
internal sealed record HistoryMoment(long? Position, DateTimeOffset Time)
{
    public const string Help =
        "the number of an entry of `confd table log`, a time such as 2026-05-01T12:00:00Z, or how long ago, such as 2h";

    /// <summary>Reads one.</summary>
    /// <returns>Null where the text is none.</returns>
    public static HistoryMoment? TryParse(string text, DateTimeOffset now)
    {
        if (long.TryParse(text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return new HistoryMoment(position, now);
        }

        if (DayDuration.TryParse(text, out var ago) && ago >= TimeSpan.Zero && ago < now - DateTimeOffset.UnixEpoch)
        {
            return new HistoryMoment(null, now - ago);
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return text.Contains('-', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            ? new HistoryMoment(null, time)
            : null;
    }
}
