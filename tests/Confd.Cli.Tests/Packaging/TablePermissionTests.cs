using System.Text.RegularExpressions;
using Confd.Cli.Tests.Tables;
using Confd.Cli.Tests.Tools;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Packaging;

/// <summary>What <c>confd table</c> asks of DynamoDB is what docs/dynamodb.md and docs/fleet.md say that it may.</summary>
public sealed partial class TablePermissionTests : IAsyncLifetime
{
    private const string Keys = "| `confd table put`";
    private const string Tables = "| `confd table create`";
    private const string Journal = "| `journal enable`";
    private const string Noting = "| `put`, `rm`, `import`, and commands that write flags";

    private static readonly string[] Lines = [.. new[] { "dynamodb.md", "fleet.md" }
        .SelectMany(page => File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", page)))];

    private readonly TableRun _run = new();
    private FaultProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        _run.Reached = ToolRun.Connection with { Endpoint = new Uri(_proxy.Url) };
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Theory]
    [InlineData("{\"a\":\"1\",\"b\":{\"c\":\"2\"}}", "import", "-", "--format", "json", "--prune", "--prefix", "/app")]
    [InlineData("", "put", "/app/a", "2")]
    [InlineData("", "get", "/app/a")]
    [InlineData("", "ls", "/app", "--values")]
    [InlineData("", "export")]
    [InlineData("", "rm", "/app/a")]
    [InlineData("", "rm", "/app", "--recursive")]
    public async Task Command_OfKeys_NeedsWhatThePageLists(string input, params string[] command)
    {
        await _run.PrintsAsync("create");
        await _run.PrintsAsync("put", "/app/a", "1");
        _run.Input = input;

        await NeedsPermissionsAsync([Keys], command);
    }

    [Fact]
    public async Task Command_OfTables_NeedsWhatThePageLists()
    {
        await NeedsPermissionsAsync([Tables], "create", "--stream");
        await NeedsPermissionsAsync([Tables], "create", "--if-missing");
        await NeedsPermissionsAsync([Tables], "describe");
        await NeedsPermissionsAsync([Tables, "| `confd table stream disable`"], "stream", "disable");
        await NeedsPermissionsAsync([Tables], "stream", "enable");
    }

    [Fact]
    public async Task Command_OfTheJournal_NeedsWhatThePageLists()
    {
        await _run.PrintsAsync("create");
        await NeedsPermissionsAsync([Journal], "journal", "enable");
        await NeedsPermissionsAsync(["| `journal status`"], "journal", "status");
        await NeedsPermissionsAsync([Keys, Noting], "put", "/app/a", "1", "-m", "why");
        await NeedsPermissionsAsync([Keys, Noting], "rm", "/app/a", "-m", "why");
        await NeedsPermissionsAsync(["| `log`"], "log");
        await NeedsPermissionsAsync(["| `log`", "| `show`"], "show", "/app/a", "--at", "1h");
        await NeedsPermissionsAsync([Journal], "journal", "disable");
    }

    private async Task NeedsPermissionsAsync(string[] rows, params string[] command)
    {
        _proxy.ResetCounts();

        await _run.RunAsync(command);

        // A transaction of writes takes the right to each of them.
        _proxy.Counts.Keys.Select(operation => operation == "TransactWriteItems" ? "PutItem" : operation)
            .ShouldBeSubsetOf(rows.SelectMany(Named), string.Join(' ', command));
        _proxy.TotalRequests.ShouldBePositive();
    }

    private static IEnumerable<string> Named(string row) =>
        Lines.Where(line => line.StartsWith(row, StringComparison.Ordinal))
            .SelectMany(line => Action().Matches(line[(line.IndexOf(" | ", StringComparison.Ordinal) + 1)..]))
            .Select(match => match.Groups["name"].Value);

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Action();
}
