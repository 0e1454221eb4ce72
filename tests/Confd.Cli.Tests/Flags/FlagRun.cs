using System.CommandLine;
using System.Text;
using Amazon.Runtime;
using Confd.Cli.Flags;
using Confd.Cli.Tables;
using Confd.Cli.Tests.Support;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags;

/// <summary>Runs <c>confd flags</c> against a table of its own.</summary>
internal sealed class FlagRun : IAsyncDisposable
{
    public string Table { get; } = DynamoDbLocal.NewTableName("flags");

    public StringWriter Output { get; private set; } = new();

    public StringWriter Error { get; private set; } = new();

    /// <summary>What <c>-</c> reads.</summary>
    public string Input { get; set; } = "";

    public bool ShowsProgress { get; set; }

    public static DynamoConnectionOptions Connection => new()
    {
        Endpoint = new Uri(DynamoDbLocal.Endpoint),
        Region = "us-east-1",
        Credentials = new BasicAWSCredentials("dummy", "dummy"),
    };

    /// <summary>Makes a table that holds the flags of a JSON text.</summary>
    public static async Task<FlagRun> CreateAsync(string json, params string[] options)
    {
        var run = new FlagRun { Input = json };
        (await run.RunAsync(["init", "--file", "-", "--create-table", .. options])).ShouldBe(0, run.Error.ToString());
        return run;
    }

    /// <summary>Runs one command with <c>--table</c>; answers its exit status. Output and errors are those of this run alone.</summary>
    public async Task<int> RunAsync(params string[] arguments)
    {
        Output = new StringWriter();
        Error = new StringWriter();
        var console = new TableConsole
        {
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
            ShowsProgress = ShowsProgress,
            Connection = Connection,
        };
        var parsed = FlagsCommand.Create(new CapturedHost().Host, console).Parse([.. arguments, "--table", Table]);
        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = Output, Error = Error }, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a command that has to succeed; answers what it prints.</summary>
    public async Task<string> PrintsAsync(params string[] arguments)
    {
        (await RunAsync(arguments)).ShouldBe(0, Error.ToString());
        return Output.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        using var client = DynamoDbLocal.CreateClient();
        await client.DeleteTableAsync(Table);
    }
}
