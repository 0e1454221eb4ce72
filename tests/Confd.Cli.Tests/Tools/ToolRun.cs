using System.CommandLine;
using System.Text;
using Amazon.Runtime;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Secrets;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tools;

/// <summary>Runs a command of the program that works on a DynamoDB table, against a table of its own, which is dropped at the
/// end.</summary>
internal abstract class ToolRun(string table) : IAsyncDisposable
{
    public static DynamoConnectionOptions Connection => new()
    {
        Endpoint = new Uri(DynamoDbLocal.Endpoint),
        Region = "us-east-1",
        Credentials = new BasicAWSCredentials("dummy", "dummy"),
    };

    public string Table { get; } = table;

    public StringWriter Output { get; private set; } = new();

    /// <summary>Takes what is printed in the place of <see cref="Output"/>; null for none.</summary>
    public TextWriter? Printer { get; set; }

    public StringWriter Error { get; private set; } = new();

    /// <summary>What <c>-</c> reads.</summary>
    public string Input { get; set; } = "";

    /// <summary>What <c>-</c> reads where it is no text; takes the place of <see cref="Input"/>.</summary>
    public byte[]? InputBytes { get; set; }

    public bool ShowsProgress { get; set; }

    public bool WritesToTerminal { get; set; }

    public SecretOptions Secrets { get; set; } = new();

    /// <summary>How the command reaches DynamoDB.</summary>
    public DynamoConnectionOptions Reached { get; set; } = Connection;

    /// <summary>What a command that goes on for long logs.</summary>
    public Stream Log { get; set; } = Stream.Null;

    /// <summary>Runs one command with <c>--table</c>; answers its exit status. Output and errors are those of this run alone.</summary>
    public Task<int> RunAsync(params string[] arguments) => RunUntilAsync(arguments, Cancellation);

    /// <summary>The same, until it is stopped.</summary>
    public async Task<int> RunUntilAsync(string[] arguments, CancellationToken stop)
    {
        Output = new StringWriter();
        Error = new StringWriter();
        var console = new ToolConsole
        {
            OpenInput = () => new MemoryStream(InputBytes ?? Encoding.UTF8.GetBytes(Input)),
            ShowsProgress = ShowsProgress,
            WritesToTerminal = () => WritesToTerminal,
            Connection = Reached,
            Secrets = Secrets,
            OpenLog = () => Log,
        };
        return await ToolParser.Parse(CreateCommand(console), [.. arguments, "--table", Table]).InvokeAsync(
            ToolParser.Invocation(Printer ?? Output, Error), stop);
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

    protected abstract Command CreateCommand(ToolConsole console);
}
