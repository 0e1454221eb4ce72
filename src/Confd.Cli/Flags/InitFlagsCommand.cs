using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags init</c>: replaces everything under the prefix by the content of a file.</summary>
internal static class InitFlagsCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var file = FlagDataFile.CreateOption(
            "JSON with all flags and segments: {\"flags\":…,\"segments\":…} or the SDKs' file data. - reads stdin.");
        file.Required = true;
        var force = ValidatedFlags.CreateForceOption();
        var allowsEmpty = new Option<bool>("--allow-empty")
        {
            Description = "Allow removing everything under the prefix, or more than half of 20 or more items.",
        };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Show what would be written and removed, and change nothing." };
        var command = new Command("init", "Replace all flags and segments with those of a file, and mark the table as initialized.")
        {
            file, shared.CreatesTable, force, allowsEmpty, isDryRun, shared.LargeItems, shared.Message, shared.Actor,
        };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var isForced = arguments.GetValue(force);
            var data = await FlagDataFile.ReadValidatedAsync(
                arguments,
                arguments.GetRequiredValue(file),
                console,
                bytes => FlagDocumentValidator.ValidateEnvironment(bytes),
                data => isForced || CanBeRead(data),
                cancellationToken);
            var run = new InitRun(
                arguments, shared, console, data, isForced, arguments.GetValue(isDryRun), arguments.GetValue(allowsEmpty));
            return await run.RunAsync(cancellationToken);
        });
        return command;
    }

    // A whole set was served before: evaluators handle it in a defined way, even with errors, and that does not change.
    private static bool CanBeRead(FlagDataSet data)
    {
        var set = EnvironmentSnapshot.Of("", data).ToSet();
        return set.Flags.Count == RemovedFlags.CountLive(data, DataKind.Features)
            && set.Segments.Count == RemovedFlags.CountLive(data, DataKind.Segments);
    }
}
