using System.CommandLine;
using System.Globalization;
using Confd.DynamoDb.History;

namespace Confd.Cli.Tools;

/// <summary>Options of the commands for a table's history.</summary>
internal static class HistoryOptions
{
    public const string MomentHelp =
        "the number of an entry of `confd table log`, a time such as 2026-05-01T12:00:00Z, or how long ago, such as 2h";

    // ISO 8601, with a zone or in UTC. Other forms that .NET reads differ between countries: 03-04-2026 is a day of March or of April.
    private static readonly string[] TimeForms =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary><c>--journal NAME</c>.</summary>
    public static Option<string?> CreateJournal() => TableOption.NotEmpty(new Option<string?>("--journal")
    {
        Description = "The journal's table; by default TABLE-journal.",
        HelpName = "NAME",
    });

    /// <summary>An option for a moment: the number of an entry, a time, or how long ago.</summary>
    public static Option<HistoryMoment?> CreateMoment(ToolConsole console, string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            var moment = Read(text, console.Clock.GetUtcNow());
            if (moment is null)
            {
                result.AddError($"{name} {text}: it is {MomentHelp}");
            }

            return moment;
        },
    };

    // Null where the text is invalid.
    private static HistoryMoment? Read(string text, DateTimeOffset now)
    {
        if (long.TryParse(text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return HistoryMoment.AfterEntry(position);
        }

        if (DayDuration.TryParse(text, out var ago) && ago >= TimeSpan.Zero && ago < now - DateTimeOffset.UnixEpoch)
        {
            return HistoryMoment.At(now - ago);
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, Utc, out var time)
            ? HistoryMoment.At(time)
            : null;
    }
}
