using System.CommandLine;
using Confd.Cli.Flags.Authoring;
using Confd.Cli.Flags.Evaluating;
using Confd.Cli.Flags.Serve;
using Confd.Cli.Flags.Sync;
using Confd.Cli.Tools;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags</c>: fills, reads and keeps up to date the table that feature flags are served from.</summary>
internal static class FlagsCommand
{
    public static Command Create(CliHost host, ToolConsole console) =>
        new("flags", "Store, evaluate and synchronize LaunchDarkly feature flags in DynamoDB.")
        {
            FlagEvalCommand.Create(host, console),
            InitFlagsCommand.Create(console),
            ExportFlagsCommand.Create(console),
            ListFlagsCommand.Create(console),
            GetFlagCommand.Create(console),
            CreateFlagCommand.Create(console),
            SetFlagCommand.Create(console),
            RolloutCommand.Create(console),
            TargetCommand.Create(console),
            RuleCommand.Create(console),
            PrerequisiteCommand.Create(console),
            VariationCommand.Create(console),
            SegmentCommand.Create(console),
            DescribeCommand.Create(console),
            ExplainCommand.Create(console),
            ValidateCommand.Create(console),
            DiffFlagsCommand.Create(console),
            PromoteCommand.Create(console),
            FolderCommands.CreatePlan(console),
            FolderCommands.CreateApply(console),
            LifecycleCommands.CreateRename(console),
            LifecycleCommands.CreateArchive(console),
            RestoreFlagsCommand.Create(console),
            UpsertFlagsCommand.Create(console),
            DeleteFlagCommand.Create(console),
            FlagStatusCommand.Create(console),
            FlagLogCommand.Create(console),
            MigrateFlagsCommand.Create(console),
            SyncFlagsCommand.Create(host, console),
            ServeFlagsCommand.Create(host, console),
        };
}
