using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Engine.Keys;

namespace Confd.Cli.Tables;

/// <summary><c>confd table log [PREFIX]</c>: who changed what and when, the newest first.</summary>
internal static class LogCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new HistoryArguments(console);
        var prefix = PathArguments.CreatePrefix();
        var since = HistoryOptions.CreateMoment(console, "--since", $"The oldest change: {HistoryOptions.MomentHelp}.");
        var showsValues = new Option<bool>("--values") { Description = "Also print what the keys were before and after." };
        var output = ToolOutput.CreateOption();
        var command = new Command("log", "Show who changed what and when, from the table's journal.")
        {
            prefix, since, showsValues, output,
        };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var path = KeyPath.Clean(arguments.GetRequiredValue(prefix));
            var isAny = await new HistoryText { IsJson = arguments.GetValue(output) == ToolOutput.Json }.WriteAsync(
                table.History,
                arguments.GetValue(since),
                arguments.GetValue(showsValues),
                key => KeyPath.IsAtOrBelow(key, path),
                arguments.InvocationConfiguration.Output,
                cancellationToken);
            await HistoryArguments.ExplainAsync(isAny, table, arguments, cancellationToken);
            return ToolExitCode.Success;
        });
        return command;
    }
}
