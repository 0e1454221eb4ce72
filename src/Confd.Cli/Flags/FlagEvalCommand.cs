using System.CommandLine;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags eval</c>: one flag for one context, from a table or a file, or every line of a file of cases.</summary>
internal sealed class FlagEvalCommand
{
    private readonly Argument<string?> _key = new("key") { Description = "Key of the flag", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _table = new("--table", "-t") { Description = "DynamoDB table with the flags" };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "Prefix of the environment in the table" };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "JSON file with the flags, in place of a table" };
    private readonly Option<string?> _context = new("--context", "-c") { Description = "Context in JSON, such as {\"kind\":\"user\",\"key\":\"u1\"}" };
    private readonly Option<string?> _default = new("--default") { Description = "Answer where no variation results: JSON, else taken as a string" };
    private readonly Option<string?> _type = new("--type") { Description = "Demand a type: bool, int, number, string or json" };
    private readonly Option<bool> _detail = new("--detail") { Description = "Print value, variation index and reason as JSON" };
    private readonly Option<string?> _cases = new("--cases") { Description = "Evaluate every line of this file of JSON cases" };
    private readonly Option<string?> _dataFolder = new("--data-dir") { Description = "Folder of the cases' data files; by default that of the cases" };
    private readonly CliHost _host;

    private FlagEvalCommand(CliHost host) => _host = host;

    /// <summary>Makes the command.</summary>
    public static Command Create(CliHost host)
    {
        var eval = new FlagEvalCommand(host);
        eval._type.AcceptOnlyFromAmong(FlagEvalType.Names);
        var command = new Command("eval", "Evaluate a flag for a context, or a file of cases")
        {
            eval._key, eval._table, eval._prefix, eval._file, eval._context, eval._default, eval._type, eval._detail, eval._cases, eval._dataFolder,
        };
        command.Validators.Add(result =>
        {
            if (eval.FindContradiction(result) is { } problem)
            {
                result.AddError(problem);
            }
        });
        command.SetAction(eval.RunAsync);
        return command;
    }

    private string? FindContradiction(System.CommandLine.Parsing.CommandResult result)
    {
        var sources = new[] { _table, _file, _cases }.Count(option => result.GetValue(option) is not null);
        return (result.GetValue(_cases), result.GetValue(_key)) switch
        {
            _ when sources != 1 => "give one of --table, --file and --cases",
            (not null, not null) => "a flag's key does not go with --cases",
            (not null, null) => null,
            (null, null) => "give the key of the flag to evaluate",
            _ => result.GetValue(_context) is null ? "--context is missing" : null,
        };
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            return arguments.GetValue(_cases) is { } cases ? RunCases(arguments, cases) : await RunOneAsync(arguments, cancellationToken);
        }
        catch (Exception problem) when (problem is ConfigurationException or FlagStoreException)
        {
            _host.Error.Write($"confd: error: {problem.Message}\n");
            return 1;
        }
    }

    private int RunCases(ParseResult arguments, string cases)
    {
        var folder = arguments.GetValue(_dataFolder) ?? Path.GetDirectoryName(Path.GetFullPath(cases))!;
        return new FlagEvalBulk(_host.Output, _host.Error, folder).Run(cases);
    }

    private async Task<int> RunOneAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var question = new FlagQuestion(
            arguments.GetValue(_key)!,
            arguments.GetValue(_context)!,
            arguments.GetValue(_default),
            arguments.GetValue(_type),
            arguments.GetValue(_detail));
        await using var client = await OpenAsync(arguments, question.FlagKey, cancellationToken);
        return question.Answer(client, _host.Output, _host.Error);
    }

    // Only the flag and what it refers to is read, once.
    private async Task<FlagClient> OpenAsync(ParseResult arguments, string flagKey, CancellationToken cancellationToken)
    {
        var options = new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan, FlagKeys = [flagKey], Clock = _host.Clock };
        if (arguments.GetValue(_file) is { } file)
        {
            return await FlagClient.OpenFilesAsync([file], options, cancellationToken);
        }

        var storeOptions = new DynamoFlagStoreOptions { Prefix = arguments.GetValue(_prefix) };
        var store = await DynamoFlagStore.OpenAsync(arguments.GetValue(_table)!, storeOptions, cancellationToken);
        return await FlagClient.OpenAsync(store, options, cancellationToken);
    }
}
