using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags variation add|off KEY</c>.</summary>
internal static class VariationCommand
{
    public static Command Create(ToolConsole console) => new("variation", "Change the values that a flag can serve.")
    {
        CreateAdd(console),
        CreateOff(console),
    };

    private static Command CreateAdd(ToolConsole console)
    {
        var value = new Argument<string>("value") { Description = "The value: JSON; otherwise taken as a string." };
        return ItemCommand.Create(
            console,
            "add",
            "Add a value that a flag can serve.",
            DataKind.Features,
            [value],
            arguments => [new AddVariation(LooseValue.Read(arguments.GetRequiredValue(value)))]);
    }

    private static Command CreateOff(ToolConsole console)
    {
        var variation = new Argument<string>("variation") { Description = "A value, or :0 for the first." };
        return ItemCommand.Create(
            console,
            "off",
            "Change what everyone gets while a flag is off.",
            DataKind.Features,
            [variation],
            arguments => [new ServeWhileOff(new VariationReference(arguments.GetRequiredValue(variation)))]);
    }

}
