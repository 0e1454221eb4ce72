using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;

namespace Confd.Cli.Tables;

/// <summary><c>confd table journal enable|disable|status|run</c>: the journal lets any number of watchers follow a table.</summary>
internal sealed class JournalCommand
{
    private readonly CliHost _host;
    private readonly ToolConsole _console;
    private readonly TableArguments _shared;
    private readonly Option<string?> _journal = HistoryOptions.CreateJournal();
    private readonly Option<string?> _keep = new("--keep")
    {
        Description = "How long entries are kept, such as 30d or 36h; by default 30d for a new journal.",
        HelpName = "DURATION",
    };
    private readonly Option<int?> _replicas = NumberOption.Create(
        "--replicas", "How many partitions hold the entries: one for each 6,000 watchers; 1 by default.", 1, 20);

    private JournalCommand(CliHost host, ToolConsole console)
    {
        _host = host;
        _console = console;
        _shared = new TableArguments(console);
        _keep.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !(
                DayDuration.TryParse(text, out var keep) && keep >= JournalSettings.MinKeep && keep <= JournalSettings.MaxKeep))
            {
                result.AddError($"--keep {text}: it is a duration from one hour to 36500d, such as 30d");
            }
        });
    }

    public static Command Create(CliHost host, ToolConsole console)
    {
        var journal = new JournalCommand(host, console);
        return new Command("journal", "The journal of a table's changes, which any number of watchers follow.")
        {
            journal.Verb(
                new Command("enable", "Create the journal, and turn the table's stream on.") { journal._keep, journal._replicas },
                journal.EnableAsync),
            journal.Verb(
                new Command("disable", "Delete the journal with its entries; watchers then follow the stream."), journal.DisableAsync),
            journal.Verb(new Command("status", "Show who writes the journal and how far it has got."), journal.ShowAsync),
            journal.Verb(new DaemonCommand("run", "Write the journal when no other writer does, until CTRL-C."), journal.RunAsync),
        };
    }

    private Command Verb(Command command, Func<TableJournal, ParseResult, CancellationToken, Task<int>> run)
    {
        command.Options.Insert(0, _shared.Table);
        command.Options.Insert(1, _journal);
        var isDaemon = command is DaemonCommand;
        ToolAction.Set(command, (arguments, cancellationToken) => isDaemon
            ? DaemonCommand.RunAsync(_host, stop => WithJournalAsync(arguments, stop), cancellationToken)
            : WithJournalAsync(arguments, cancellationToken));
        return command;

        async Task<int> WithJournalAsync(ParseResult arguments, CancellationToken cancellationToken)
        {
            using var log = new LineLogger(LogQueue.Start(_console.OpenLog()), LogOrigin.Current, _console.Clock)
            {
                Patience = LogPatience.ForDaemon,
            };
            using var connection = await DynamoConnection.ConnectAsync(_console.Connection, cancellationToken);
            var table = _console.TableOptions with
            {
                Logger = log,
                Journal = new JournalOptions { Name = arguments.GetValue(_journal) },
            };
            if (isDaemon)
            {
                // A daemon that starts together with the network waits for it.
                table = table with { Retry = new DynamoRetryOptions() };
            }

            return await run(new TableJournal(connection, arguments.GetRequiredValue(_shared.Table), table), arguments, cancellationToken);
        }
    }

    private async Task<int> EnableAsync(TableJournal journal, ParseResult arguments, CancellationToken cancellationToken)
    {
        TimeSpan? keep = arguments.GetValue(_keep) is { } text && DayDuration.TryParse(text, out var duration) ? duration : null;
        var isNew = await journal.EnableAsync(keep, arguments.GetValue(_replicas), cancellationToken);
        await ChangesMade.ReportAsync(() => WriteAsync(
            arguments,
            isNew
                ? $"created journal {journal.Name}\nno writer is running yet: run `confd table journal run --table {Table(arguments)}`, "
                    + "or a `confd --watch` that may write it"
                : $"journal {journal.Name} was there already; its settings are changed"));
        return ToolExitCode.Success;
    }

    private async Task<int> DisableAsync(TableJournal journal, ParseResult arguments, CancellationToken cancellationToken)
    {
        var isGone = await journal.DisableAsync(cancellationToken);
        await ChangesMade.ReportAsync(
            () => WriteAsync(arguments, isGone ? $"deleted journal {journal.Name}" : $"there is no journal {journal.Name}"));
        return isGone ? ToolExitCode.Success : ToolExitCode.NotFound;
    }

    private async Task<int> ShowAsync(TableJournal journal, ParseResult arguments, CancellationToken cancellationToken)
    {
        if (await journal.GetStatusAsync(cancellationToken) is not { } status)
        {
            await WriteAsync(arguments, $"there is no journal {journal.Name}");
            return ToolExitCode.NotFound;
        }

        await WriteAsync(arguments, $"journal   {status.Journal}");
        await WriteAsync(arguments, $"entries   {status.Position} so far, kept for {DayDuration.Format(status.Keep)}");
        await WriteAsync(arguments, status switch
        {
            { IsAlive: true } => $"writer    {status.Owner}, number {status.Fence}",
            { Owner: "" } => "writer    none: let a process write it that may, such as `confd table journal run`",
            _ => $"writer    {status.Owner}, number {status.Fence}, has sent no heartbeat",
        });
        await WriteAsync(arguments, $"watchers  {status.MaxReaders} at most, in {ToolOutput.Count(status.Replicas, "partition")}");
        return ToolExitCode.Success;
    }

    private async Task<int> RunAsync(TableJournal journal, ParseResult arguments, CancellationToken cancellationToken)
    {
        await WriteAsync(arguments, $"standing for journal {journal.Name}");
        try
        {
            await journal.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await WriteAsync(arguments, "handed on");
        }

        return ToolExitCode.Success;
    }

    private string Table(ParseResult arguments) => arguments.GetRequiredValue(_shared.Table);

    private static Task WriteAsync(ParseResult arguments, string line) => arguments.InvocationConfiguration.Output.WriteLineAsync(line);
}
