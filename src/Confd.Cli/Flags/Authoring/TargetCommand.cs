using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags target KEY --variation V --keys a,b</c>.</summary>
internal static class TargetCommand
{
    public static Command Create(ToolConsole console)
    {
        var variation = new Option<string?>("--variation")
        {
            Description = "What they get: a value, or :0 for the first.",
            HelpName = "VARIATION",
        };
        var keys = ItemCommand.CreateList(
            "--keys", "Keys of contexts, separated by commas, or a JSON array of them; repeatable.", "A,B", isRequired: true);
        var kind = CreateKind();
        var isRemoved = new Option<bool>("--remove")
        {
            Description = "Remove them from the list of that variation, or without --variation from all lists.",
        };
        var command = ItemCommand.Create(
            console,
            "target",
            "Serve some contexts one variation by their key, regardless of rules.",
            DataKind.Features,
            [variation, keys, kind, isRemoved],
            arguments =>
            {
                var name = arguments.GetValue(variation) is { } text ? new VariationReference(text) : null;
                var (of, given) = (arguments.GetRequiredValue(kind), arguments.GetRequiredValue(keys));
                return arguments.GetValue(isRemoved) ? [new UntargetContexts(name, of, given)] : [new TargetContexts(name!, of, given)];
            });
        command.Check(result => result.GetResult(variation) is null && !result.GetValue(isRemoved) ? "--variation is missing" : null);
        return command;
    }

    public static Option<string> CreateKind() => new("--kind")
    {
        Description = "The kind of the contexts.",
        HelpName = "KIND",
        DefaultValueFactory = _ => ContextKind.User,
    };
}
