using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags archive</c> and <c>rename</c>.</summary>
internal static class LifeCommands
{
    public static Command CreateArchive(ToolConsole console) => Create(
        console,
        "archive",
        "Put a flag or segment away with all it has: programs get their default.",
        further: null,
        (seen, kind, key, _, ifVersion) => FlagArchive.Archive(seen, kind, key, ifVersion));

    public static Command CreateRename(ToolConsole console) => Create(
        console,
        "rename",
        "Give a flag or segment another key, also where others refer to it. Rollouts split anew.",
        new Argument<string>("new-key") { Description = "The new key; programs have to ask for it." },
        (seen, kind, key, newKey, ifVersion) => FlagRenaming.Rename(seen, kind, key, newKey!, ifVersion));

    private static Command Create(
        ToolConsole console,
        string name,
        string description,
        Argument<string>? further,
        Func<EnvironmentSnapshot, DataKind, string, string?, long?, FlagPlan> plan)
    {
        var edit = new EditArguments(console);
        var key = ItemEdit.CreateKey(kind: null);
        var ifVersion = ItemEdit.CreateIfVersion();
        var command = new Command(name, description) { key };
        if (further is not null)
        {
            command.Add(further);
        }

        command.Add(ifVersion);
        command.Add(edit.Shared.Kind);
        edit.AddTo(command);
        FlagAction.Set(command, (arguments, cancellationToken) => edit.RunAsync(
            arguments,
            environment => plan(
                environment,
                edit.Shared.KindOf(arguments),
                arguments.GetRequiredValue(key),
                further is null ? null : arguments.GetRequiredValue(further),
                arguments.GetValue(ifVersion)),
            cancellationToken));
        return command;
    }
}
