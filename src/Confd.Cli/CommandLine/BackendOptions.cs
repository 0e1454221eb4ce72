using System.Globalization;
using Confd.Backends;
using Confd.Engine.Documents;

namespace Confd.Cli.CommandLine;

/// <summary>Creates rows of the option table from the options of backends.</summary>
internal static class BackendOptions
{
    /// <summary>The row for a backend's option.</summary>
    public static CliOption Of(BackendOption row) => row.Kind switch
    {
        OptionKind.Integer => new CliOption<long>(
            row.Name, row.Kind, Convert.ToString(row.Default, CultureInfo.InvariantCulture), row.Help, OptionText.ParseInteger, 0)
        { Row = row },
        OptionKind.Switch => new CliOption<bool>(
            row.Name, row.Kind, row.Default is true ? "true" : null, row.Help, OptionText.ParseSwitch, absent: false)
        { Row = row },
        OptionKind.Duration => new CliOption<TimeSpan>(
            row.Name, row.Kind, DurationText.Format((TimeSpan)row.Default!), row.Help, OptionText.ParseDuration, TimeSpan.Zero)
        { Row = row },
        OptionKind.TextList => new CliOption<string[]>(row.Name, row.Kind, row.CommandLineDefault, row.Help, text => [text], [])
        {
            Row = row,
        },
        _ => new CliOption<string>(row.Name, row.Kind, (string?)row.Default, row.Help, text => text, "") { Row = row },
    };

    /// <summary>The options of the backend that the command line names, as a section.</summary>
    /// <remarks>
    /// Includes the values of all backends' options: confd.toml may hold those of others, and resources share backends by their settings. A
    /// value that is set only for another backend, for example by its variable, is not used for an option of the same name here: it may be
    /// the other's password.
    /// </remarks>
    public static BackendSection Section(CliCommand command, OptionValues values)
    {
        var own = command.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var set = new List<KeyValuePair<BackendOption, object>>();
        foreach (var option in command.Options.Concat(CliCommands.BackendOptions.Where(option => !own.Contains(option.Name))))
        {
            if (option.Row is { } row
                && (values.IsSet(option) || (row.CommandLineDefault is not null && own.Contains(option.Name)))
                && seen.Add(option.Name))
            {
                set.Add(new(row, values.Find(option)));
            }
        }

        return new BackendSection(command.Name, set) { DialTimeout = values.Get(Options.DialTimeout) };
    }
}
