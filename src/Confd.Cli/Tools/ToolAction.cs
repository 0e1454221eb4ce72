using System.CommandLine;
using System.CommandLine.Parsing;
using Confd.Backends;
using Confd.Cli.Logging;
using Confd.Cli.Signals;
using Confd.DynamoDb;
using Confd.Engine.Posix;
using Confd.Flags.Authoring;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Cli.Tools;

/// <summary>Runs a command and converts failures into a message and an exit status.</summary>
internal static class ToolAction
{
    // For commands that can stop only at certain points.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(2);

    /// <summary>Runs the command of a command line. A signal cancels it, except for a daemon, which handles signals itself.</summary>
    /// <returns>The exit status.</returns>
    public static async Task<int> InvokeAsync(ParseResult parsed, InvocationConfiguration configuration, CliHost host)
    {
        if (parsed.CommandResult.Command is DaemonCommand daemon && !daemon.EndsByItself(parsed))
        {
            return await parsed.InvokeAsync(configuration);
        }

        using var signals = host.ListenUnlessIgnored();
        var (status, _) = await new SignalledRun(host, signals, TimeToStop).RunAsync(stop => parsed.InvokeAsync(configuration, stop));
        return status;
    }

    /// <summary>Sets the work of a command.</summary>
    public static void Set(Command command, Func<ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction(async (arguments, cancellationToken) =>
        {
            try
            {
                return await run(arguments, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await ToolMessages.ErrorAsync(arguments.InvocationConfiguration.Error, "interrupted");
                return ToolExitCode.Failure;
            }
            catch (FlagEditException refused)
            {
                await ToolMessages.ErrorAsync(arguments.InvocationConfiguration.Error, refused.Message);
                return ExitCodeOf(refused.Kind);
            }
            catch (Exception failed) when (failed
                is DynamoDbException
                    or FlagStoreException
                    or FlagDataException
                    or LaunchDarklyException
                    or KeyBackendException
                    or ConfigurationException
                    or IOException
                    or InvalidDataException
                    or UnauthorizedAccessException)
            {
                await ToolMessages.ErrorAsync(
                    arguments.InvocationConfiguration.Error, FailureText.Of(failed).Redacted + RemedyFor(failed, arguments));
                return IsTableMissing(failed) ? ToolExitCode.NotFound : ToolExitCode.Failure;
            }
        });

    private static int ExitCodeOf(FlagRefusal refusal) => refusal switch
    {
        FlagRefusal.NotFound => ToolExitCode.NotFound,
        FlagRefusal.ChangedMeanwhile => ToolExitCode.ChangedMeanwhile,
        _ => ToolExitCode.Failure,
    };

    private static string RemedyFor(Exception failed, ParseResult arguments)
    {
        var table = TableOption.NamedIn(arguments);
        return IsBelow("flags", arguments.CommandResult) ? Remedy.For(failed, flagTable: table) : Remedy.For(failed, keyTable: table);
    }

    private static bool IsBelow(string tool, CommandResult? command) =>
        command is not null && (command.Command.Name == tool || IsBelow(tool, command.Parent as CommandResult));

    private static bool IsTableMissing(Exception failed) =>
        (failed as DynamoDbException ?? failed.InnerException as DynamoDbException)?.Failure == DynamoDbFailure.TableMissing;
}
