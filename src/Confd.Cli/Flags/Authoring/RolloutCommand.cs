using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags rollout KEY --rule R|--fallthrough --weights …</c>.</summary>
internal static class RolloutCommand
{
    public static Command Create(ToolConsole console)
    {
        var rule = new Option<string?>("--rule") { Description = "The rule, by its ID or its index from 0.", HelpName = "RULE" };
        var isFallthrough = new Option<bool>("--fallthrough")
        {
            Description = "The default: for contexts that match no target and no rule.",
        };
        var shares = new ShareList();
        var command = ItemCommand.Create(
            console,
            "rollout",
            "Change what a rule or the fallthrough of a flag serves, to everyone or by percentage.",
            DataKind.Features,
            [rule, isFallthrough],
            arguments =>
            [
                new SetRollout(PlaceOf(arguments.GetValue(rule)), shares.SharesOf(arguments))
                {
                    BucketBy = shares.BucketByOf(arguments),
                    ContextKind = shares.KindOf(arguments),
                },
            ]);
        shares.AddTo(command);
        command.Check(result => (result.GetResult(rule) is null) == !result.GetValue(isFallthrough)
            ? "give one of --rule and --fallthrough"
            : null);
        return command;
    }

    private static ServePlace PlaceOf(string? rule) => rule is null ? ServePlace.Fallthrough : new ServePlace(new RuleReference(rule));
}
