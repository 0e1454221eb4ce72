using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags restore</c>: restores an archived flag, or with <c>--to</c> flags to their state at a time.</summary>
internal sealed class RestoreFlagsCommand
{
    private readonly ToolConsole _console;
    private readonly EditArguments _edit;
    private readonly Option<string?> _journal = HistoryOptions.CreateJournal();
    private readonly Option<HistoryMoment?> _to;
    private readonly Option<long?> _ifVersion = ItemCommand.CreateIfVersion();
    private readonly Argument<string[]> _keys = new("key")
    {
        Description = "The flags or segments; with --to, by default all that have changed since.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private RestoreFlagsCommand(ToolConsole console)
    {
        _console = console;
        _edit = new EditArguments(console);
        _to = HistoryOptions.CreateMoment(console, "--to", $"Restore their state at that time: {HistoryOptions.MomentHelp}.");
    }

    public static Command Create(ToolConsole console)
    {
        var restore = new RestoreFlagsCommand(console);
        var command = new Command("restore", "Restore an archived flag or segment, or return flags to their state at a given time.")
        {
            restore._keys, restore._to, restore._ifVersion, restore._journal, restore._edit.Shared.Kind,
        };
        restore._edit.AddTo(command);
        command.Check(result =>
        {
            var keys = result.GetValue(restore._keys)?.Length ?? 0;
            return keys == 1 ? null
                : result.GetValue(restore._to) is null ? "give one key to restore from the archive, or --to TIME"
                : result.GetValue(restore._ifVersion) is not null ? "--if-version goes with one key"
                : null;
        });
        ToolAction.Set(command, (arguments, cancellationToken) => arguments.GetValue(restore._to) is { } moment
            ? restore.RollBackAsync(arguments, moment, cancellationToken)
            : restore.BringBackAsync(arguments, cancellationToken));
        return command;
    }

    private Task<int> BringBackAsync(ParseResult arguments, CancellationToken cancellationToken) => _edit.RunAsync(
        arguments,
        seen => FlagArchive.Restore(
            seen, _edit.Shared.KindOf(arguments), arguments.GetRequiredValue(_keys)[0], arguments.GetValue(_ifVersion)),
        cancellationToken);

    private async Task<int> RollBackAsync(ParseResult arguments, HistoryMoment moment, CancellationToken cancellationToken)
    {
        var shared = _edit.Shared;
        using var connection = await DynamoConnection.ConnectAsync(_console.Connection, cancellationToken);
        var options = shared.StoreOptions(arguments, _console);
        options = options with { Table = options.Table with { Journal = new JournalOptions { Name = arguments.GetValue(_journal) } } };
        var table = arguments.GetRequiredValue(shared.Table);
        await using var store = new DynamoFlagStore(connection, table, options);
        var history = new FlagHistory(connection, table, options.Prefix, options.Table);
        return await _edit.RunOnStoreAsync(
            arguments,
            store,
            _edit.EnvironmentOf(arguments),
            seen => PlanAsync(arguments, history, seen, moment, cancellationToken),
            cancellationToken);
    }

    private async Task<FlagPlan> PlanAsync(
        ParseResult arguments, FlagHistory history, EnvironmentSnapshot seen, HistoryMoment moment, CancellationToken cancellationToken)
    {
        var kind = _edit.Shared.KindOf(arguments);
        var keys = arguments.GetValue(_keys) is { Length: > 0 } named ? named : null;
        if (keys is not null && arguments.GetValue(_ifVersion) is { } version)
        {
            (seen.Find(kind, keys[0]) ?? seen.Require(kind, keys[0])).RequireVersion(version);
        }

        // Without --kind, flags are restored together with the segments that they refer to.
        var isKindGiven = arguments.GetResult(_edit.Shared.Kind) is { Implicit: false };
        var kinds = keys is null && !isKindGiven ? DataKind.All : [kind];
        return await history.PlanRollbackAsync(seen, kinds, keys, moment, cancellationToken);
    }
}
