using System.CommandLine;
using Confd.Backends;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.Engine.Posix;

namespace Confd.Cli.Tables;

/// <summary>Runs the work of one command and turns what can fail into a message and an exit status.</summary>
internal static class TableAction
{
    public static void Set(Command command, Func<ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var error = arguments.InvocationConfiguration.Error;
            try
            {
                return await run(arguments, cancellationToken);
            }
            catch (DynamoDbException failed)
            {
                await Complaint.ErrorAsync(error, failed.Message + Remedy.For(failed, keyTable: TableOption.NamedIn(arguments)));
                return failed.Failure == DynamoDbFailure.TableMissing ? ToolExitCode.NotFound : ToolExitCode.Failure;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await Complaint.ErrorAsync(error, "interrupted");
                return ToolExitCode.Failure;
            }
            catch (Exception failed) when (
                failed is KeyBackendException or IOException or InvalidDataException or UnauthorizedAccessException)
            {
                await Complaint.ErrorAsync(error, FailureText.Of(failed).Redacted);
                return ToolExitCode.Failure;
            }
        });
}
