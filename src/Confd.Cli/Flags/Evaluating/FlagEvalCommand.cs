using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;

namespace Confd.Cli.Flags.Evaluating;

/// <summary><c>confd flags eval</c>: one flag for one context, from a table or a file, or every line of a file of cases.</summary>
internal sealed class FlagEvalCommand
{
    private readonly Argument<string?> _key = new("key") { Description = "Key of the flag", Arity = ArgumentArity.ZeroOrOne };
    private readonly OptionalTableOption _table;
    private readonly Option<string?> _prefix = new("--prefix") { Description = "Prefix of the environment in the table" };
    private readonly Option<string?> _layout = new("--layout") { Description = "How the table's rows are written: official or community" };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "JSON file with the flags, in place of a table" };
    private readonly Option<string?> _context = new("--context", "-c")
    {
        Description = "Key of a user, or a context in JSON, such as {\"kind\":\"org\",\"key\":\"o1\"}",
    };
    private readonly Option<string?> _default = new("--default")
    {
        Description = "Answer where no variation results: JSON; otherwise taken as a string",
    };
    private readonly Option<string?> _type = new("--type") { Description = "Require a type: bool, int, number, string or json" };
    private readonly Option<bool> _detail = new("--detail") { Description = "Print value, variation index and reason as JSON" };
    private readonly Option<string?> _cases = new("--cases") { Description = "Evaluate every line of this file of JSON cases" };
    private readonly Option<string?> _dataFolder = new("--data-dir")
    {
        Description = "Folder of the cases' data files; by default that of the cases",
    };
    private readonly CliHost _host;
    private readonly ToolConsole _console;

    private FlagEvalCommand(CliHost host, ToolConsole console)
    {
        _host = host;
        _console = console;
        _table = TableOption.Optional(console, "DynamoDB table with the flags.", _file, _cases);
    }

    /// <summary>Creates the command.</summary>
    public static Command Create(CliHost host, ToolConsole console)
    {
        var eval = new FlagEvalCommand(host, console);
        eval._type.AcceptOnlyFromAmong(FlagEvalType.Names);
        eval._layout.AcceptOnlyFromAmong("official", "community");
        var command = new Command("eval", "Evaluate a flag for a context, or a file of cases")
        {
            eval._key, eval._table, eval._prefix, eval._layout, eval._file, eval._context, eval._default, eval._type, eval._detail,
            eval._cases,
            eval._dataFolder,
        };
        command.Check(eval.FindContradiction);
        ToolAction.Set(command, eval.RunAsync);
        return command;
    }

    private string? FindContradiction(System.CommandLine.Parsing.CommandResult result)
    {
        var sources = new[] { _table.ValueOf(result), result.GetValue(_file), result.GetValue(_cases) }.Count(source => source is not null);
        return (result.GetValue(_cases), result.GetValue(_key)) switch
        {
            _ when sources != 1 => "give one of --table, --file and --cases",
            (not null, not null) => "a flag's key cannot be used with --cases",
            (not null, null) => null,
            (null, null) => "give the key of the flag to evaluate",
            _ when FlagArguments.LayoutOf(
                result.GetValue(_layout) ?? "") == FlagTableLayout.Community && !string.IsNullOrEmpty(result.GetValue(_prefix)) =>
                FlagArguments.PrefixOfCommunity,
            _ => result.GetValue(_context) is null ? "--context is missing" : null,
        };
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        arguments.GetValue(_cases) is { } cases ? RunCases(arguments, cases) : await RunOneAsync(arguments, cancellationToken);

    private int RunCases(ParseResult arguments, string cases)
    {
        var folder = arguments.GetValue(_dataFolder) ?? Path.GetDirectoryName(Path.GetFullPath(cases))!;
        return new FlagEvalBulk(_host.Output, _host.Error, folder).Run(cases);
    }

    private async Task<int> RunOneAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var request = new FlagEvalRequest(
            arguments.GetValue(_key)!,
            arguments.GetValue(_context)!,
            arguments.GetValue(_default),
            arguments.GetValue(_type),
            arguments.GetValue(_detail));
        if (arguments.GetValue(_file) is { } file)
        {
            var options = OptionsFor(request) with { Logger = new WarningWriter(arguments.InvocationConfiguration.Error) };
            await using var client = await FlagClient.OpenFilesAsync([file], options, cancellationToken);
            return request.Answer(client, _host.Output, _host.Error);
        }

        return await EvaluateInTableAsync(request, arguments, cancellationToken);
    }

    private async Task<int> EvaluateInTableAsync(FlagEvalRequest request, ParseResult arguments, CancellationToken cancellationToken)
    {
        var table = arguments.GetValue(_table)!;
        var storeOptions = new DynamoFlagStoreOptions
        {
            Prefix = arguments.GetValue(_prefix),
            Layout = FlagArguments.LayoutOf(arguments.GetValue(_layout) ?? ""),
            Table = FlagArguments.TableOptions(arguments, _console),
        };
        using var connection = await DynamoConnection.ConnectAsync(_console.Connection, cancellationToken);
        await using var bigSegments = new DynamoBigSegmentStore(
            connection.Client, table, new() { Prefix = storeOptions.Prefix, Table = storeOptions.Table });
        var options = OptionsFor(request) with { BigSegments = bigSegments, Logger = storeOptions.Table.Logger };
        await using var client = await FlagClient.OpenAsync(
            new DynamoFlagStore(connection.Client, table, storeOptions), options, cancellationToken);
        return request.Answer(client, _host.Output, _host.Error);
    }

    // Only the flag and the items it refers to are read, once.
    private FlagClientOptions OptionsFor(FlagEvalRequest request) => new()
    {
        RefreshInterval = Timeout.InfiniteTimeSpan,
        FlagKeys = [request.FlagKey],
        Clock = _host.Clock,
    };
}
