using Confd.Engine.Documents;

namespace Confd.Cli.Flags.Serve;

/// <summary>The times of <c>confd flags serve</c>.</summary>
internal static class ServeDurations
{
    /// <summary>Parses one, such as <c>30s</c>; null for anything else, and beyond a day, which no connection lasts.</summary>
    public static TimeSpan? TryRead(string? text) =>
        DurationText.TryParse(text ?? "", out var duration) && duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(1)
            ? duration
            : null;
}
