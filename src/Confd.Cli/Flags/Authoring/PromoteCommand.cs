using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags promote --from staging --to production KEY…</c>.</summary>
internal static class PromoteCommand
{
    public static Command Create(ToolConsole console)
    {
        var edit = new EditArguments(console);
        var keys = new Argument<string[]>("keys") { Description = "Keys of the flags or segments.", Arity = ArgumentArity.OneOrMore };
        var from = new Option<string>("--from")
        {
            Description = $"Source: {EnvironmentSpec.Forms}.",
            HelpName = "ENVIRONMENT",
            Required = true,
        };
        var to = new Option<string>("--to")
        {
            Description = "Destination: a table, or a prefix of it.",
            HelpName = "ENVIRONMENT",
            Required = true,
        };
        var table = EnvironmentSpec.CreateTableOption(console);
        var follows = new Option<bool>("--with-references")
        {
            Description = "Promote also the segments and prerequisites that they refer to.",
        };
        var command = new Command("promote", "Copy flags or segments from one environment to another, unchanged.")
        {
            keys, from, to, table, follows, edit.Shared.Kind, edit.IsDryRun, edit.Shared.Message, edit.Shared.Actor, edit.IsForced,
            edit.Shared.Output,
        };
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var shared = arguments.GetValue(table);
            var origin = EnvironmentSpec.Parse(arguments.GetRequiredValue(from), shared);
            var source = await origin.ReadAsync(arguments, console, cancellationToken);
            var target = EnvironmentSpec.Parse(arguments.GetRequiredValue(to), shared);
            var kind = edit.Shared.KindOf(arguments);
            var names = arguments.GetRequiredValue(keys).Select(key => new ItemName(kind, key)).ToList();
            var references = arguments.GetValue(follows) ? PromotedReferences.Follow : PromotedReferences.Require;
            return await target.WithStoreAsync(
                arguments,
                console,
                store => edit.RunOnStoreAsync(
                    arguments,
                    store,
                    target.Name,
                    seen => Task.FromResult(FlagPromotion.Promote(source, seen, names, references)),
                    cancellationToken,
                    heading: $"from {origin.Described} to {target.Described}"),
                cancellationToken);
        });
        return command;
    }
}
