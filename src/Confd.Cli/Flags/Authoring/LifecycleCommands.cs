using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags archive</c> and <c>rename</c>.</summary>
internal static class LifecycleCommands
{
    public static Command CreateArchive(ToolConsole console) => ItemCommand.Create(
        console,
        "archive",
        "Archive a flag or segment with everything in it: programs get their default.",
        kind: null,
        [],
        (_, seen, item, ifVersion) => FlagArchive.Archive(seen, item.Kind, item.Key, ifVersion));

    public static Command CreateRename(ToolConsole console)
    {
        var newKey = new Argument<string>("new-key") { Description = "The new key; programs have to ask for it." };
        return ItemCommand.Create(
            console,
            "rename",
            "Rename a flag or segment, including references to it. Rollouts redistribute contexts.",
            kind: null,
            [newKey],
            (arguments, seen, item, ifVersion) =>
                FlagRenaming.Rename(seen, item.Kind, item.Key, arguments.GetRequiredValue(newKey), ifVersion));
    }
}
