using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;

namespace Confd.Cli.Tables;

/// <summary>The options that every <c>confd table</c> command has.</summary>
internal sealed class TableArguments(ToolConsole console)
{
    public Option<string> Table { get; } = TableOption.Required(console, "The DynamoDB table.");

    public Option<string> KeyAttribute { get; } = TableOption.NotEmpty(new Option<string>("--key-attribute")
    {
        Description = "The attribute that holds the key.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "key",
    });

    public Option<string> ValueAttribute { get; } = TableOption.NotEmpty(new Option<string>("--value-attribute")
    {
        Description = "The attribute that holds the value.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "value",
    });

    public Option<string?> Partition { get; } = new("--partition")
    {
        Description = "The partition, for a table whose sort key is the key.",
        HelpName = "NAME",
    };

    /// <summary>Adds the options for one key/value table to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Table);
        command.Add(Partition);
        command.Add(KeyAttribute);
        command.Add(ValueAttribute);
    }

    /// <summary>Connects to the table that the arguments name, whatever its keys, and runs something with it.</summary>
    public async Task<int> WithTableAsync(
        ParseResult arguments, Func<DynamoTable, DynamoConnection, Task<int>> run, CancellationToken cancellationToken)
    {
        using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
        return await run(new DynamoTable(connection.Client, arguments.GetRequiredValue(Table), console.TableOptions), connection);
    }

    /// <summary>Connects and opens the table of keys and values that the arguments name.</summary>
    public Task<KeyValueTable> OpenAsync(
        ParseResult arguments, CancellationToken cancellationToken, JournalOptions? journal = null, bool mayReplaceSecrets = false)
    {
        var options = new KeyValueTableOptions
        {
            KeyAttribute = arguments.GetRequiredValue(KeyAttribute),
            ValueAttribute = arguments.GetRequiredValue(ValueAttribute),
            Partition = arguments.GetValue(Partition),
            Connection = console.Connection,
            Secrets = console.Secrets,
            MayReplaceSecrets = mayReplaceSecrets,
            Clock = console.Clock,

            // An export is meant to be complete.
            MaxReadingBytes = long.MaxValue,
            Journal = journal ?? new JournalOptions(),
        };
        return KeyValueTable.OpenAsync(arguments.GetRequiredValue(Table), options, cancellationToken);
    }
}
