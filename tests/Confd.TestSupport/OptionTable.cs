using System.Globalization;
using System.Reflection;

namespace Confd.TestSupport;

/// <summary>A table of a README that lists the settings of an options class: a row for each, with its default.</summary>
public static class OptionTable
{
    /// <summary>What is wrong with the table: a setting that it lacks, one that there is not, another default.</summary>
    /// <param name="readme">The page, relative to the root of the repository.</param>
    /// <param name="heading">The first two columns of the table's first line: <c>| Setting | Default |</c>.</param>
    /// <param name="defaults">An object as it is without settings.</param>
    public static IEnumerable<string> Mistakes(string readme, string heading, object defaults)
    {
        var rows = File.ReadLines(Path.Combine(RepositoryFiles.Root, readme))
            .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .SelectMany(cells => NamesIn(cells[1]).Select(name => (Name: name, Default: cells[2])))
            .ToList();
        var settings = defaults.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.Name != "EqualityContract")
            .ToDictionary(property => property.Name, property => Words(property.GetValue(defaults)), StringComparer.Ordinal);
        return
        [
            .. settings.Keys.Except(rows.Select(row => row.Name)).Select(name => $"{name} is not in the table"),
            .. rows.Select(row => row.Name).Except(settings.Keys).Select(name => $"there is no {name}"),
            .. rows.Where(row => settings.GetValueOrDefault(row.Name) is { } words && words != row.Default)
                .Select(row => $"{row.Name} is {settings[row.Name]}, not {row.Default}"),
        ];
    }

    // `One`, `Other`: settings of one row.
    private static IEnumerable<string> NamesIn(string cell) => cell.Split('`').Where((_, index) => index % 2 == 1);

    // Null for what pages put into words of their own.
    private static string? Words(object? value) => value switch
    {
        bool isOn => isOn ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        string text => $"`{text}`",
        TimeSpan { TotalSeconds: 1 } => "1 second",
        TimeSpan { TotalSeconds: < 60 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} seconds"),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes"),
        _ => null,
    };
}
