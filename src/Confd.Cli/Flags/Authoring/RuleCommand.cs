using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags rule add|edit|move|rm KEY</c>.</summary>
internal static class RuleCommand
{
    public static Command Create(ToolConsole console) => new("rule", "Change the rules of a flag.")
    {
        CreateAdd(console),
        CreateEdit(console, DataKind.Features),
        CreateMove(console, DataKind.Features),
        CreateRemove(console, DataKind.Features),
    };

    public static Command CreateEdit(ToolConsole console, DataKind kind)
    {
        var rule = CreateRule();
        var clauses = new ClauseOptions();
        var command = ItemCommand.Create(
            console,
            "edit",
            "Change the conditions of a rule.",
            kind,
            [rule],
            arguments => [new SetClauses(new RuleReference(arguments.GetRequiredValue(rule)), clauses.Read(arguments))]);
        clauses.AddTo(command);
        return command;
    }

    public static Command CreateMove(ToolConsole console, DataKind kind)
    {
        var rule = CreateRule();
        var place = NumberOption.Create("--to", "Its new index from 0.", 0);
        place.Required = true;
        return ItemCommand.Create(
            console,
            "move",
            "Move a rule to another position: the first rule that matches is used.",
            kind,
            [rule, place],
            arguments => [new MoveRule(new RuleReference(arguments.GetRequiredValue(rule)), arguments.GetRequiredValue(place)!.Value)]);
    }

    public static Command CreateRemove(ToolConsole console, DataKind kind)
    {
        var rule = CreateRule();
        return ItemCommand.Create(
            console,
            "rm",
            "Remove a rule.",
            kind,
            [rule],
            arguments => [new RemoveRule(new RuleReference(arguments.GetRequiredValue(rule)))]);
    }

    public static Option<string> CreateId() => TableOption.NotEmpty(new Option<string>("--id")
    {
        Description = "The rule's ID, which commands and reasons use; by default a random one.",
        HelpName = "ID",
        DefaultValueFactory = _ => "",
    });

    public static Argument<string> CreateRule() => new("rule") { Description = "The rule, by its ID or its index from 0." };

    private static Command CreateAdd(ToolConsole console)
    {
        var id = CreateId();
        var place = NumberOption.Create("--at", "Its position from 0; by default the last.", 0);
        var clauses = new ClauseOptions();
        var shares = new ShareList();
        var command = ItemCommand.Create(
            console,
            "add",
            "Add a rule to a flag: what contexts that match all conditions get.",
            DataKind.Features,
            [id, place],
            arguments =>
            {
                var rule = new AddRule(clauses.Read(arguments), shares.SharesOf(arguments))
                {
                    Index = arguments.GetValue(place),
                    BucketBy = shares.BucketByOf(arguments),
                    ContextKind = shares.KindOf(arguments),
                };
                return [arguments.GetValue(id) is { Length: > 0 } given ? rule with { Id = given } : rule];
            });
        clauses.AddTo(command);
        shares.AddTo(command);
        return command;
    }
}
