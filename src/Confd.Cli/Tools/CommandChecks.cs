using System.CommandLine;
using System.CommandLine.Parsing;

namespace Confd.Cli.Tools;

/// <summary>Checks of what options and arguments of a command say together.</summary>
internal static class CommandChecks
{
    /// <summary>Adds a check, which is made where each of them can be read by itself.</summary>
    /// <param name="command">The command.</param>
    /// <param name="check">Adds errors to the result.</param>
    public static void Check(this Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        try
        {
            check(result);
        }
        catch (InvalidOperationException unread) when (
            result.Children.Any(child => child.Errors.Any(error => error.Message == unread.Message)))
        {
            // One has no value, or one that cannot be read: the parser has said so itself.
        }
    });
}
