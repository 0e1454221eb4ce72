using System.Text.Json;
using System.Text.RegularExpressions;
using Confd.Cli.Tests.Flags;
using Confd.Cli.Tests.Tools;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Packaging;

/// <summary>What commands and clients ask of a flag table is what docs/flags.md says that they may.</summary>
public sealed partial class FlagPermissionTests : IAsyncLifetime
{
    private const string Large = "big";

    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "flags.md"));
    private static readonly string[] Writes = RowOf("commands that write");
    private static readonly string[] Reads = RowOf("functions,");

    private readonly FlagRun _run = new();
    private FaultProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        _run.Reached = ToolRun.Connection with { Endpoint = new Uri(_proxy.Url) };
        _run.Input = "{\"flags\":{" + Flag("small", "") + "," + Flag(Large, new string('x', 500_000)) + "}}";
        await _run.PrintsAsync("init", "--file", "-", "--create-table", "--large-items", "parts");
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public void Init_ThatMakesTheTable_NeedsWhatThePageLists() =>
        _proxy.Counts.Keys.ShouldBeSubsetOf(Named(Writes[1], Writes[2], RowOf("`--create-table`, besides")[1]));

    [Fact]
    public async Task Write_OfAnItemInParts_NeedsWhatThePageLists()
    {
        _proxy.ResetCounts();

        await _run.PrintsAsync("describe", Large, "--name", "still large", "--large-items", "parts");

        _proxy.Counts.Keys.ShouldBe(Named(Writes[1], Writes[2]), ignoreOrder: true);
    }

    [Fact]
    public async Task Write_OfAnotherItem_DeletesNothing()
    {
        _proxy.ResetCounts();

        await _run.PrintsAsync("set", "small", "off", "-m", "why");

        _proxy.Counts.Keys.ShouldBeSubsetOf(Named(Writes[1], Writes[2]));
        _proxy.Count("DeleteItem").ShouldBe(0);
    }

    [Fact]
    public async Task Sync_OfAFile_NeedsWhatThePageLists()
    {
        using var folder = new TempDirectory();
        var sync = RowOf("`confd flags sync`");
        _proxy.ResetCounts();

        await _run.PrintsAsync(
            "sync", "--once", "--takeover", "--allow-empty", "--file", folder.Write("flags.json", """{"flagValues":{"b":true}}"""));

        _proxy.Counts.Keys.ShouldBeSubsetOf(Named(sync[1], sync[2]));
    }

    [Theory]
    [InlineData("export")]
    [InlineData("list")]
    [InlineData("get", Large)]
    [InlineData("eval", Large, "--context", """{"kind":"user","key":"u"}""")]
    public async Task Read_OfATableWithAnItemInParts_NeedsWhatThePageLists(params string[] command)
    {
        _proxy.ResetCounts();

        await _run.PrintsAsync(command);

        _proxy.Counts.Keys.ShouldBeSubsetOf(Named(Reads[1], Reads[2]));
        _proxy.Counts.Keys.ShouldContain("BatchGetItem");
    }

    [Fact]
    public async Task Client_OfATableWithAnItemInParts_NeedsWhatThePageLists()
    {
        _proxy.ResetCounts();
        var store = await DynamoFlagStore.OpenAsync(_run.Table, new DynamoFlagStoreOptions { Connection = _run.Reached }, Cancellation);
        await using (store)
        {
            await using var client = await FlagClient.OpenAsync(store, cancellationToken: Cancellation);
        }

        _proxy.Counts.Keys.ShouldBeSubsetOf(Named(Reads[1], Reads[2]));
        _proxy.Counts.Keys.ShouldContain("BatchGetItem");
    }

    // The console writes as the commands do, and follows its table.
    [Fact]
    public void Policy_OfTheConsole_IsThatOfWritingCommandsWithoutItemsInParts()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "console.md"));
        using var policy = JsonDocument.Parse(Json().Match(page).Groups["json"].Value);

        policy.RootElement.GetProperty("Action").EnumerateArray().Select(action => action.GetString()!["dynamodb:".Length..])
            .ShouldBe([.. Named(Writes[1]).Where(action => action != "DeleteItem"), "DescribeTable"], ignoreOrder: true);
    }

    private static string Flag(string key, string description) =>
        $$"""
        "{{key}}":{"key":"{{key}}","version":1,"on":true,"salt":"s","variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},
        "description":"{{description}}"}
        """;

    private static string[] RowOf(string first) =>
        Page.Split('\n').Where(line => line.StartsWith("| " + first, StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ")).Single();

    private static IEnumerable<string> Named(params string[] cells) =>
        cells.SelectMany(cell => Code().Matches(cell).Select(match => match.Groups["name"].Value)).Distinct(StringComparer.Ordinal);

    [GeneratedRegex("`(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();

    [GeneratedRegex(@"```json\n(?<json>[\s\S]*?)```", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Json();
}
