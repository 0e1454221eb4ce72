using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Files;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags plan --dir</c> and <c>apply --dir</c>: makes a table equal to a folder of files.</summary>
internal static class FolderCommands
{
    public static Command CreatePlan(ToolConsole console) => Create(
        console, "plan", "Show what `apply` would change, and change nothing.", isPlan: true);

    public static Command CreateApply(ToolConsole console) => Create(
        console, "apply", "Write the flags and segments of a folder that differ from the table's.", isPlan: false);

    private static Command Create(ToolConsole console, string name, string description, bool isPlan)
    {
        var edit = new EditArguments(console);
        var folder = CreateFolder("The folder: a YAML or JSON file for each flag, and in segments/ for each segment.");
        folder.Required = true;
        var prunes = new Option<bool>("--prune") { Description = "Delete what is in the table but not in the folder." };
        var allowsEmpty = new Option<bool>("--allow-empty")
        {
            Description = "With --prune: allow deleting everything, or more than half of 20 or more.",
        };
        var command = new Command(name, description) { folder, prunes, allowsEmpty };
        if (!isPlan)
        {
            command.Add(edit.Shared.CreatesTable);
        }

        edit.AddTo(command);
        edit.IsDryRun.DefaultValueFactory = _ => isPlan;
        edit.IsDryRun.Hidden = isPlan;
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var (isAllowed, path) = (arguments.GetValue(allowsEmpty), arguments.GetRequiredValue(folder));
            var files = FlagFolder.Read(path);
            var surplus = arguments.GetValue(prunes) ? SurplusItems.Delete : SurplusItems.Leave;
            await edit.CreateTableAsync(arguments, cancellationToken);
            return await edit.Shared.WithStoreAsync(
                arguments,
                console,
                store => edit.RunOnStoreAsync(
                    arguments,
                    store,
                    edit.EnvironmentOf(arguments),
                    seen => Task.FromResult(Require(FolderPlan.Of(seen, files, surplus), isAllowed, path)),
                    cancellationToken),
                cancellationToken);
        });
        return command;
    }

    public static Option<string> CreateFolder(string description) => TableOption.NotEmpty(
        new Option<string>("--dir") { Description = description, HelpName = "FOLDER" });

    private static FlagPlan Require(FlagPlan plan, bool allowsEmpty, string folder) => plan.FindExcess() is { } excess && !allowsEmpty
        ? throw new ConfigurationException(
            $"the folder {folder} would delete {excess}; nothing was changed. If intended, use --allow-empty")
        : plan;
}
