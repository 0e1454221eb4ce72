using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.Engine.Posix;
using Confd.Flags.Authoring;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Cli.Flags;

/// <summary>Runs the work of one command and turns what can fail into a message and an exit status.</summary>
internal static class FlagAction
{
    public static void Set(Command command, Func<ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction(async (arguments, cancellationToken) =>
        {
            try
            {
                return await run(arguments, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await Complaint.ErrorAsync(arguments.InvocationConfiguration.Error, "interrupted");
                return ToolExitCode.Failure;
            }
            catch (FlagEditException refused)
            {
                await Complaint.ErrorAsync(arguments.InvocationConfiguration.Error, refused.Message);
                return ExitCodeOf(refused.Kind);
            }
            catch (Exception failed) when (failed
                is FlagStoreException
                    or FlagDataException
                    or LaunchDarklyException
                    or DynamoDbException
                    or ConfigurationException
                    or IOException
                    or UnauthorizedAccessException)
            {
                await Complaint.ErrorAsync(
                    arguments.InvocationConfiguration.Error,
                    FailureText.Of(failed).Redacted + Remedy.For(failed, flagTable: TableOption.NamedIn(arguments)));
                return IsTableMissing(failed) ? ToolExitCode.NotFound : ToolExitCode.Failure;
            }
        });

    private static int ExitCodeOf(FlagRefusal refusal) => refusal switch
    {
        FlagRefusal.NotFound => ToolExitCode.NotFound,
        FlagRefusal.ChangedMeanwhile => FlagExitCode.ChangedMeanwhile,
        _ => ToolExitCode.Failure,
    };

    private static bool IsTableMissing(Exception failed) =>
        (failed as DynamoDbException ?? failed.InnerException as DynamoDbException)?.Failure == DynamoDbFailure.TableMissing;
}
