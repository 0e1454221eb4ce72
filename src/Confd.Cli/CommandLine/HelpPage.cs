namespace Confd.Cli.CommandLine;

/// <summary>The help of the program or of one backend, derived from the option table and laid out like the original's.</summary>
internal static class HelpPage
{
    /// <summary>The width where neither <c>COLUMNS</c> nor a terminal determines it.</summary>
    public const int DefaultWidth = 80;

    private const int Indent = 2;
    private const int ColumnGap = 4;
    private const int MinLeftColumn = 30;

    /// <summary>Writes the page.</summary>
    /// <param name="output">The output.</param>
    /// <param name="command">The backend, or null for the program.</param>
    /// <param name="width">Columns of the page.</param>
    public static void Write(TextWriter output, CliCommand? command, int width)
    {
        output.WriteLine(UsageLine(command));
        output.WriteLine();
        WriteWrapped(output, "", command?.Help ?? "Manage local config files using templates and data from backends", width);
        output.WriteLine();
        output.WriteLine("Flags:");
        WriteFlags(output, command, width - Indent);
        if (command is not null)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Commands:");
        foreach (var each in CliCommands.All)
        {
            output.WriteLine("  " + each.Usage);
            WriteWrapped(output, "    ", each.Help, width - 4);
            output.WriteLine();
        }

        output.WriteLine("Run \"confd <command> --help\" for more information on a command.");
    }

    /// <summary>Writes the context of a usage error: the usage line, the commands where one is missing, and where to read more.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteUsage(TextWriter output, CliCommand? command, int width)
    {
        output.WriteLine(UsageLine(command));
        if (command is null)
        {
            var names = CliCommands.All.Select(each => each.Name);
            WriteWrapped(output, "", $"Commands: {string.Join(", ", names)}", width);
        }

        output.WriteLine($"Run \"confd {(command is null ? "" : command.Name + " ")}--help\" for all flags.");
        output.WriteLine();
    }

    private static string UsageLine(CliCommand? command) =>
        command is null ? "Usage: confd <command> [flags]" : $"Usage: confd {command.Usage}";

    private static void WriteFlags(TextWriter output, CliCommand? command, int width)
    {
        var rows = Options.Global.Select(Row).ToList();
        if (command is { Options.Count: > 0 })
        {
            rows.Add(("", ""));
            rows.AddRange(command.Options.Select(Row));
        }

        var maxLeft = Math.Max(375 * width / 1000, MinLeftColumn);
        var left = rows.Where(row => row.Flag.Length < maxLeft).Max(row => row.Flag.Length);
        var margin = new string(' ', Indent + left + ColumnGap);
        foreach (var (flag, help) in rows)
        {
            var lines = Wrap(help, width - left - ColumnGap).ToList();
            if (flag.Length < maxLeft)
            {
                output.WriteLine(("  " + flag.PadRight(left + ColumnGap) + lines[0]).TrimEnd());
                lines.RemoveAt(0);
            }
            else
            {
                output.WriteLine("  " + flag);
            }

            foreach (var line in lines)
            {
                output.WriteLine(margin + line);
            }
        }
    }

    private static (string Flag, string Help) Row(CliOption option)
    {
        var shortName = option.Short is { } letter ? $"-{letter}, " : "    ";
        var name = option.IsNegatable ? $"--[no-]{option.Name}" : option.Summary;
        return (shortName + name, HelpOf(option));
    }

    private static string HelpOf(CliOption option) => option.Variable is null ? option.Help : $"{option.Help} (${option.Variable})";

    private static void WriteWrapped(TextWriter output, string indent, string text, int width)
    {
        foreach (var line in Wrap(text, width))
        {
            output.WriteLine(indent + line);
        }
    }

    /// <summary>Breaks a text between words into lines of at most a width; a longer word has a line of its own.</summary>
    internal static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : " " + word;
        }

        yield return line;
    }
}
