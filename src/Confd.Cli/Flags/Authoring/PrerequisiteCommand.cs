using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags prerequisite add|rm KEY FLAG</c>.</summary>
internal static class PrerequisiteCommand
{
    public static Command Create(ToolConsole console) => new("prerequisite", "Change the prerequisites of a flag.")
    {
        CreateAdd(console),
        CreateRemove(console),
    };

    private static Command CreateAdd(ToolConsole console)
    {
        var flag = new Argument<string>("flag") { Description = "Key of the other flag." };
        var variation = new Option<string>("--variation")
        {
            Description = "What the other flag has to serve: a value, or :0 for the first.",
            HelpName = "VARIATION",
            Required = true,
        };
        return ItemCommand.Create(
            console,
            "add",
            "Require another flag to be on and serve a given variation.",
            DataKind.Features,
            [flag, variation],
            arguments =>
                [new AddPrerequisite(arguments.GetRequiredValue(flag), new VariationReference(arguments.GetRequiredValue(variation)))]);
    }

    private static Command CreateRemove(ToolConsole console)
    {
        var flag = new Argument<string>("flag") { Description = "Key of the other flag." };
        return ItemCommand.Create(
            console,
            "rm",
            "Remove a prerequisite.",
            DataKind.Features,
            [flag],
            arguments => [new RemovePrerequisite(arguments.GetRequiredValue(flag))]);
    }
}
