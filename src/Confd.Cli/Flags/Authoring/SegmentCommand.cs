using System.CommandLine;
using System.CommandLine.Parsing;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags segment create|include|exclude|rule</c>.</summary>
internal static class SegmentCommand
{
    public static Command Create(ToolConsole console) => new("segment", "Create and change segments.")
    {
        CreateNew(console),
        CreateList(console, "include", "Include contexts in a segment by their key.", SegmentList.Included),
        CreateList(console, "exclude", "Exclude contexts from a segment by their key.", SegmentList.Excluded),
        new Command("rule", "Change the rules of a segment.")
        {
            CreateAddRule(console),
            RuleCommand.CreateEdit(console, DataKind.Segments),
            CreateShare(console),
            RuleCommand.CreateMove(console, DataKind.Segments),
            RuleCommand.CreateRemove(console, DataKind.Segments),
        },
    };

    private static Command CreateNew(ToolConsole console)
    {
        var edit = new EditArguments(console);
        var key = new Argument<string>("key") { Description = "Key of the new segment." };
        var described = new DescribeOptions(withClientSide: false);
        var command = new Command("create", "Create an empty segment.") { key };
        ItemCommand.Add(command, described.All);
        command.Add(edit.Shared.CreatesTable);
        edit.AddTo(command);
        ToolAction.Set(command, (arguments, cancellationToken) => edit.RunAsync(
            arguments,
            environment => FlagAuthoring.Create(
                environment,
                new FlagTemplate(DataKind.Segments, arguments.GetRequiredValue(key)) { Description = described.Read(arguments) }),
            cancellationToken));
        return command;
    }

    private static Command CreateList(ToolConsole console, string name, string description, SegmentList list)
    {
        var keys = ItemCommand.CreateList(
            "--keys", "Keys of contexts, separated by commas, or a JSON array of them; repeatable.", "A,B", isRequired: true);
        var kind = TargetCommand.CreateKind();
        var isRemoved = new Option<bool>("--remove") { Description = "Remove them from the list instead." };
        return ItemCommand.Create(
            console,
            name,
            description,
            DataKind.Segments,
            [keys, kind, isRemoved],
            arguments =>
            {
                var (of, given) = (arguments.GetRequiredValue(kind), arguments.GetRequiredValue(keys));
                return arguments.GetValue(isRemoved) ? [new UnlistInSegment(list, of, given)] : [new ListInSegment(list, of, given)];
            });
    }

    private static Command CreateAddRule(ToolConsole console)
    {
        var id = RuleCommand.CreateId();
        var percent = CreatePercent("The share of the contexts that match; by default all.");
        var bucketBy = CreateBy("The attribute whose values are split; by default the key.");
        var kind = CreateSplitKind("The kind of context that is split; by default user.");
        var clauses = new ClauseOptions();
        var command = ItemCommand.Create(
            console,
            "add",
            "Add a rule to a segment: contexts that match all conditions, or a share of them, belong to it.",
            DataKind.Segments,
            [id, percent, bucketBy, kind],
            arguments =>
            {
                var rule = new AddSegmentRule(clauses.Read(arguments))
                {
                    Percent = arguments.GetValue(percent),
                    BucketBy = arguments.GetValue(bucketBy),
                    ContextKind = arguments.GetValue(kind),
                };
                return [arguments.GetValue(id) is { Length: > 0 } given ? rule with { Id = given } : rule];
            });
        clauses.AddTo(command);
        return command;
    }

    private static Command CreateShare(ToolConsole console)
    {
        var rule = RuleCommand.CreateRule();
        var percent = CreatePercent("The share of the contexts that match; by default all.");
        var bucketBy = CreateBy("The attribute whose values are split; by default as before.");
        var kind = CreateSplitKind("The kind of context that is split; by default as before.");
        return ItemCommand.Create(
            console,
            "share",
            "Change which share of the contexts that match a rule belongs to the segment.",
            DataKind.Segments,
            [rule, percent, bucketBy, kind],
            arguments =>
            [
                new SetSegmentShare(new RuleReference(arguments.GetRequiredValue(rule)), arguments.GetValue(percent))
                {
                    BucketBy = arguments.GetValue(bucketBy),
                    ContextKind = arguments.GetValue(kind),
                },
            ]);
    }

    private static Option<decimal?> CreatePercent(string description) =>
        new("--percent") { Description = description, HelpName = "PERCENT", CustomParser = ReadPercent };

    private static Option<string?> CreateBy(string description) => new("--by") { Description = description, HelpName = "ATTRIBUTE" };

    private static Option<string?> CreateSplitKind(string description) =>
        new("--kind") { Description = description, HelpName = "KIND" };

    private static decimal? ReadPercent(ArgumentResult result)
    {
        if (Weights.TryReadPercent(result.Tokens.Single().Value, out var percent))
        {
            return percent;
        }

        result.AddError("--percent is not a number from 0 to 100");
        return null;
    }
}
