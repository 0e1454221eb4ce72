using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags set KEY on|off</c>.</summary>
internal static class SetFlagCommand
{
    private const string On = "on";

    public static Command Create(ToolConsole console)
    {
        var state = new Argument<string>("on|off") { HelpName = "on|off", Description = "on or off." };
        state.AcceptOnlyFromAmong(On, "off");
        return ItemCommand.Create(
            console,
            "set",
            "Turn a flag on or off.",
            DataKind.Features,
            [state],
            arguments => [new SwitchFlag(arguments.GetRequiredValue(state) == On)]);
    }
}
