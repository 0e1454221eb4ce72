using System.CommandLine;
using System.CommandLine.Parsing;

namespace Confd.Cli.Tools;

/// <summary>Checks of combinations of options and arguments.</summary>
internal static class CommandChecks
{
    /// <summary>Adds a check, which runs where each of them is valid by itself.</summary>
    /// <param name="command">The command.</param>
    /// <param name="findProblem">Returns the error; null for none.</param>
    public static void Check(this Command command, Func<CommandResult, string?> findProblem) => command.Validators.Add(result =>
    {
        try
        {
            if (findProblem(result) is { } problem)
            {
                result.AddError(problem);
            }
        }
        catch (InvalidOperationException unread) when (
            result.Children.Any(child => child.Errors.Any(error => error.Message == unread.Message)))
        {
            // One has no value, or one that cannot be parsed: the parser has reported that.
        }
    });
}
