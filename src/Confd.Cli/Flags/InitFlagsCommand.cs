using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Judging;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags init</c>: replaces everything under the prefix by what a file has.</summary>
internal static class InitFlagsCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var file = FlagDataFile.CreateOption(
            "JSON with all flags and segments: {\"flags\":…,\"segments\":…} or the SDKs' file data. - reads stdin.");
        file.Required = true;
        var createsTable = new Option<bool>("--create-table") { Description = "Create the table first, on demand, if it is not there." };
        var force = JudgedFlags.CreateForceOption();
        var allowsEmpty = new Option<bool>("--allow-empty")
        {
            Description = "Remove everything that the table has under the prefix, if the file has no flags and no segments.",
        };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Show what would be written and removed, and change nothing." };
        var command = new Command("init", "Replace all flags and segments by those of a file, and mark the table as initialised.")
        {
            file, createsTable, force, allowsEmpty, isDryRun, shared.LargeItems, shared.Message, shared.Actor,
        };
        shared.AddTo(command);
        FlagAction.Set(command, async (arguments, cancellationToken) =>
        {
            var data = await FlagDataFile.ReadJudgedAsync(
                arguments,
                arguments.GetRequiredValue(file),
                console,
                bytes => FlagDocumentJudge.JudgeEnvironment(bytes),
                arguments.GetValue(force),
                cancellationToken);
            var run = new InitRun(arguments, shared, console, data, arguments.GetValue(isDryRun), arguments.GetValue(allowsEmpty));
            return await run.RunAsync(arguments.GetValue(createsTable), cancellationToken);
        });
        return command;
    }
}
