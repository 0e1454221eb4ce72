using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags create KEY --type …</c>.</summary>
internal static class CreateFlagCommand
{
    public static Command Create(ToolConsole console)
    {
        var edit = new EditArguments(console);
        var key = new Argument<string>("key") { Description = "Key of the new flag." };
        var type = new Option<string>("--type") { Description = "boolean, string, number or json.", Required = true };
        type.AcceptOnlyFromAmong([.. VariationText.Types]);
        var variations = new Option<string[]>("--variations")
        {
            Description = "The values it can serve: strings or numbers, separated by commas, or a JSON array; repeatable. "
                + "A boolean flag has true and false.",
            HelpName = "VALUES",
        };
        var on = new Option<string?>("--on-variation")
        {
            Description = "What everyone gets when it is on; by default the first.",
            HelpName = "VARIATION",
        };
        var off = new Option<string?>("--off-variation")
        {
            Description = "What everyone gets while it is off; by default the last.",
            HelpName = "VARIATION",
        };
        var isOn = new Option<bool>("--on") { Description = "Turn it on immediately." };
        var described = new DescribeOptions(withClientSide: true);
        var command = new Command("create", "Create a new flag, turned off.") { key, type, variations, on, off, isOn };
        ItemCommand.Add(command, described.All);
        command.Add(edit.Shared.CreatesTable);
        edit.AddTo(command);
        ToolAction.Set(command, (arguments, cancellationToken) =>
        {
            var template = new FlagTemplate(DataKind.Features, arguments.GetRequiredValue(key))
            {
                Variations = VariationList.Read(arguments.GetRequiredValue(type), arguments.GetValue(variations) ?? []),
                OnVariation = NameOf(arguments.GetValue(on)),
                OffVariation = NameOf(arguments.GetValue(off)),
                IsOn = arguments.GetValue(isOn),
                Description = described.Read(arguments),
            };
            return edit.RunAsync(arguments, environment => FlagAuthoring.Create(environment, template), cancellationToken);
        });
        return command;
    }

    private static VariationReference? NameOf(string? text) => text is null ? null : new VariationReference(text);
}
