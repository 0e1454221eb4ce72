using System.CommandLine;
using System.CommandLine.Parsing;

namespace Confd.Cli.Tools;

/// <summary>Checks of what options and arguments of a command say together.</summary>
internal static class CommandChecks
{
    /// <summary>Adds a check, which is made where each of them can be read by itself.</summary>
    /// <param name="command">The command.</param>
    /// <param name="findProblem">What is wrong; null for nothing.</param>
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
            // One has no value, or one that cannot be read: the parser has said so itself.
        }
    });
}
