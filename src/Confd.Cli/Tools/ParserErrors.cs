using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Confd.GoTemplate.Formatting;

namespace Confd.Cli.Tools;

/// <summary>The parser's own errors in the words of the command lines of backends, so that one mistake has one message.</summary>
/// <remarks>Errors that this program adds are returned as they are, and so are those that a new version of the parser adds.</remarks>
internal static partial class ParserErrors
{
    /// <summary>The message for an error.</summary>
    /// <param name="error">The parser's error.</param>
    public static string Describe(ParseError error)
    {
        var result = error.SymbolResult;
        if (MissingCommand().IsMatch(error.Message) && result is CommandResult { Command: var command })
        {
            return $"missing command: expected one of {string.Join(", ", command.Subcommands.Select(each => GoFormat.Quote(each.Name)))}";
        }

        if (MissingArgument().Match(error.Message) is { Success: true } missing)
        {
            return $"missing argument: <{missing.Groups["name"].Value}>";
        }

        if (MissingOption().Match(error.Message) is { Success: true } option)
        {
            return $"missing flags: {option.Groups["name"].Value}";
        }

        if (MissingValue().Match(error.Message) is { Success: true } bare)
        {
            return $"{bare.Groups["name"].Value}: missing value";
        }

        if (RepeatedOption().Match(error.Message) is { Success: true } repeated)
        {
            return $"{repeated.Groups["name"].Value} takes one value but got {repeated.Groups["count"].Value}";
        }

        if (Unexpected().Match(error.Message) is { Success: true } unexpected)
        {
            return $"unexpected argument {unexpected.Groups["word"].Value}";
        }

        if (NotAmong().Match(error.Message) is { Success: true } other)
        {
            var allowed = other.Groups["allowed"].Value.Split("\n\t", StringSplitOptions.RemoveEmptyEntries);
            return $"{NameOf(result)} must be one of {string.Join(',', allowed.Select(each => GoFormat.Quote(each.Trim('\''))))} "
                + $"but got {GoFormat.Quote(other.Groups["word"].Value)}";
        }

        return error.Message;
    }

    // The value of an option is an argument below it.
    private static string NameOf(SymbolResult? result) => result switch
    {
        OptionResult option => option.Option.Name,
        { Parent: OptionResult option } => option.Option.Name,
        ArgumentResult argument => $"<{argument.Argument.HelpName ?? argument.Argument.Name}>",
        _ => "the value",
    };

    [GeneratedRegex(@"\ARequired command was not provided\.\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingCommand();

    [GeneratedRegex(
        @"\ARequired argument '(?<name>[^']*)' missing for command: '[^']*'\.\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingArgument();

    [GeneratedRegex(@"\AOption '(?<name>[^']*)' is required\.\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingOption();

    [GeneratedRegex(
        @"\ARequired argument missing for option: '(?<name>[^']*)'\.\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingValue();

    [GeneratedRegex(
        @"\AOption '(?<name>[^']*)' expects a single argument but (?<count>\d+) were provided\.\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepeatedOption();

    [GeneratedRegex(
        @"\AUnrecognized command or argument '(?<word>.*)'\.\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unexpected();

    [GeneratedRegex(
        @"\AArgument '(?<word>.*)' not recognized\. Must be one of:(?<allowed>(\n\t'[^']*')+)\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotAmong();
}
