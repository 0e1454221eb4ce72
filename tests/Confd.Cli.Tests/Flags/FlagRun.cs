using System.CommandLine;
using Amazon.DynamoDBv2.Model;
using Confd.Cli.Flags;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tests.Tools;
using Confd.Cli.Tools;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags;

/// <summary>Runs <c>confd flags</c> against a table of its own.</summary>
internal sealed class FlagRun(string table) : ToolRun(table)
{
    public FlagRun()
        : this(DynamoDbLocal.NewTableName("flags"))
    {
    }

    /// <summary>Makes a table that holds the flags of a JSON text.</summary>
    public static async Task<FlagRun> CreateAsync(string json, params string[] options)
    {
        var run = new FlagRun { Input = json };
        (await run.RunAsync(["init", "--file", "-", "--create-table", .. options])).ShouldBe(0, run.Error.ToString());
        return run;
    }

    /// <summary>Kind, key and version of what the table has, and which of it is deleted.</summary>
    public async Task<string> ListsAsync(params string[] options)
    {
        var rows = (await PrintsAsync(["list", .. options])).Split('\n').Select(row => row.Split('\t'));
        return string.Join(
            '\n', rows.Select(columns => string.Join('\t', columns.Where((column, index) => index < 3 || column == "deleted"))));
    }

    /// <summary>Puts a flag's row into the table as it is, whatever a reader makes of it.</summary>
    public async Task PutRowAsync(string key, int? version = null, string? item = null)
    {
        var row = new Dictionary<string, AttributeValue> { ["namespace"] = new("features"), ["key"] = new(key) };
        if (version is not null)
        {
            row["version"] = new() { N = $"{version}" };
        }

        if (item is not null)
        {
            row["item"] = new(item);
        }

        using var client = DynamoDbLocal.CreateClient();
        await client.PutItemAsync(Table, row, Cancellation);
    }

    protected override Command CreateCommand(ToolConsole console) => FlagsCommand.Create(new CapturedHost().Host, console);
}
