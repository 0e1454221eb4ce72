using System.CommandLine;
using System.CommandLine.Parsing;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary>The options that the <c>confd flags</c> commands share.</summary>
internal sealed class FlagArguments(ToolConsole console)
{
    /// <summary>The error for a prefix with the community layout.</summary>
    public const string PrefixOfCommunity = "--prefix cannot be used with --layout community, which has no prefixes";

    private const string Community = "community";
    private const string Parts = "parts";
    private const string FlagsKind = "flags";
    private const string SegmentsKind = "segments";

    public Option<string> Table { get; } = TableOption.Required(console, "The DynamoDB table with the flags.", "-t");

    public Option<string?> Prefix { get; } = CreatePrefix();

    public Option<string> Layout { get; } = CreateLayout(
        "How rows are written: official (every LaunchDarkly SDK) or community (one attribute for each property).");

    public Option<string> LargeItems { get; } = CreateLargeItems();

    public Option<string> Output { get; } = ToolOutput.CreateOption();

    public Option<string> Kind { get; } = CreateKind();

    public Option<string?> Message { get; } = new(
        "--message", "-m")
    { Description = "Reason for the change, for the journal.", HelpName = "TEXT" };

    public Option<string?> Actor { get; } = TableOption.NotEmpty(new Option<string?>("--actor")
    {
        Description = "Who makes the change, for the journal; by default the caller's AWS identity, or else this user on this machine.",
        HelpName = "NAME",
    });

    public Option<bool> CreatesTable { get; } = new("--create-table")
    {
        Description = "Create the table first, on demand, if it is not there.",
    };

    /// <summary>Adds the options that every command has.</summary>
    public void AddTo(Command command)
    {
        command.Add(Table);
        command.Add(Prefix);
        command.Add(Layout);
        command.Add(Output);
        command.Check(result => result.GetValue(Layout) == Community
            && !string.IsNullOrEmpty(result.GetValue(Prefix))
            && command.Name != MigrateFlagsCommand.Name
                ? PrefixOfCommunity
                : null);
        command.Check(result => result.GetValue(Layout) == Community
            && result.GetResult(LargeItems) is not null
            && result.GetValue(LargeItems) == Parts
                ? "--large-items parts cannot be used with --layout community, which has no rows for parts"
                : null);
    }

    public static FlagTableLayout LayoutOf(string name) => name == Community ? FlagTableLayout.Community : FlagTableLayout.Official;

    public bool IsJson(ParseResult arguments) => arguments.GetValue(Output) == ToolOutput.Json;

    public DataKind KindOf(ParseResult arguments) => arguments.GetValue(Kind) == SegmentsKind ? DataKind.Segments : DataKind.Features;

    /// <summary>The author of changes: who, with which command and why.</summary>
    public FlagAuthor AuthorOf(ParseResult arguments) =>
        new(arguments.GetValue(Actor), arguments.GetValue(Message)) { Command = $"confd {PathOf(arguments.CommandResult)}" };

    /// <summary>The options of the store from the arguments; warnings go to stderr.</summary>
    public DynamoFlagStoreOptions StoreOptions(ParseResult arguments, ToolConsole console) => new()
    {
        Prefix = arguments.GetValue(Prefix),
        Layout = LayoutOf(arguments.GetRequiredValue(Layout)),
        OversizedItems = arguments.GetResult(LargeItems) is not null && arguments.GetValue(LargeItems) == Parts
            ? OversizedItems.StoreInParts
            : OversizedItems.Refuse,
        Author = AuthorOf(arguments),
        Table = TableOptions(arguments, console),
    };

    public static DynamoTableOptions TableOptions(ParseResult arguments, ToolConsole console) =>
        console.TableOptions with { Logger = new WarningWriter(arguments.InvocationConfiguration.Error) };

    /// <summary>Creates the table that the arguments name, if it does not exist and they request it.</summary>
    public async Task CreateTableAsync(ParseResult arguments, ToolConsole console, bool isDryRun, CancellationToken cancellationToken)
    {
        if (isDryRun || !IsToCreateTable(arguments))
        {
            return;
        }

        var name = arguments.GetRequiredValue(Table);
        using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
        if (await FlagTable.CreateAsync(connection.Client, name, TableOptions(arguments, console), cancellationToken) && !IsJson(arguments))
        {
            await ToolOutput.WriteLineAsync(arguments, $"created table {name}");
        }
    }

    /// <summary>Reads the table. One that does not exist, and that a dry run would create, is empty.</summary>
    /// <param name="arguments">The parsed arguments.</param>
    /// <param name="isDryRun">Whether it is a dry run.</param>
    /// <param name="look">Reads it.</param>
    /// <param name="nothing">The result for an empty one.</param>
    public async Task<T> LookAsync<T>(ParseResult arguments, bool isDryRun, Func<Task<T>> look, T nothing)
    {
        try
        {
            return await look();
        }
        catch (FlagStoreException missing) when (
            isDryRun
            && IsToCreateTable(arguments)
            && missing.InnerException is DynamoDbException { Failure: DynamoDbFailure.TableMissing })
        {
            return nothing;
        }
    }

    /// <summary>Connects, opens the store that the arguments name, and runs something with it.</summary>
    public async Task<int> WithStoreAsync(
        ParseResult arguments, ToolConsole console, Func<DynamoFlagStore, Task<int>> run, CancellationToken cancellationToken)
    {
        using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
        await using var store = new DynamoFlagStore(connection, arguments.GetRequiredValue(Table), StoreOptions(arguments, console));
        return await run(store);
    }

    private bool IsToCreateTable(ParseResult arguments) =>
        arguments.GetResult(CreatesTable) is not null && arguments.GetValue(CreatesTable);

    // "flags segment include": names only, as values do not belong in a journal's notes.
    private static string PathOf(CommandResult command) => command.Parent is CommandResult { Command: not RootCommand } parent
        ? $"{PathOf(parent)} {command.Command.Name}"
        : command.Command.Name;

    public static string NameOf(DataKind kind) => kind == DataKind.Features ? "flag" : "segment";

    public static Option<string?> CreatePrefix() => new("--prefix")
    {
        Description = "The prefix of the environment in the table.",
        HelpName = "PREFIX",
    };

    public static Argument<string> CreateKey(DataKind? kind = null) => new("key")
    {
        Description = kind is { } one ? $"Key of the {NameOf(one)}." : "Key of the flag or segment.",
    };

    private static Option<string> CreateLayout(string description)
    {
        var layout = new Option<string>("--layout") { Description = description, DefaultValueFactory = _ => "official" };
        layout.AcceptOnlyFromAmong("official", Community);
        return layout;
    }

    private static Option<string> CreateLargeItems()
    {
        var large = new Option<string>("--large-items")
        {
            Description = "What to do with items over DynamoDB's 400 KB: refuse, or parts (readable by confd only).",
            DefaultValueFactory = _ => "refuse",
        };
        large.AcceptOnlyFromAmong("refuse", Parts);
        return large;
    }

    private static Option<string> CreateKind()
    {
        var kind = new Option<string>("--kind") { Description = "flags or segments.", DefaultValueFactory = _ => FlagsKind };
        kind.AcceptOnlyFromAmong(FlagsKind, SegmentsKind);
        return kind;
    }
}
