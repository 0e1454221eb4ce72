using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.Cli.CommandLine;
using Confd.Cli.Tests.Tables;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Packaging;

/// <summary>The roles of Terraform and CloudFormation allow what the pages say, and no more.</summary>
public sealed partial class PermissionTests
{
    private static readonly string DynamoPage = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "dynamodb.md"));
    private static readonly string FleetPage = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "fleet.md"));

    private static readonly string FlagPage = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "flags.md"));

    public static TheoryData<string> Files { get; } = ["terraform/main.tf", "cloudformation/confd.yaml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Statements_OfAFile_AreThoseOfThePages(string file)
    {
        var statements = Statements(File.ReadAllText(PackagingFiles.Path(file)));

        statements.Keys.ShouldBe(["ReadTable", "ReadPartition", "FollowStream", "ReadJournal", "WriteJournal"]);
        statements["ReadTable"].ShouldBe(PolicyOfThePage());
        statements["ReadPartition"].ShouldBe(["dynamodb:Query"]);
        statements["FollowStream"].ShouldBe(Named(RowOf(DynamoPage, "watching, besides")[1]));
        statements["ReadJournal"].ShouldBe(Named(RowOf(FleetPage, "a watcher")[2]));
        statements["WriteJournal"].ShouldBe(Named(RowOf(FleetPage, "a watcher that may write the journal")[2]));
    }

    [Fact]
    public void Policies_OfAFlagTable_AreThoseOfThePages()
    {
        var statements = Statements(File.ReadAllText(PackagingFiles.Path("terraform/flags/main.tf")));
        var reader = RowOf(FlagPage, "functions, `FlagClient`, `confd flags serve`, commands that read");
        var sync = RowOf(FlagPage, "`confd flags sync`");
        var command = RowOf(FlagPage, "commands that write");

        statements.Keys.ShouldBe(["ReadFlags", "FindStream", "FollowStream", "FollowJournal", "WriteFlags", "NoteWriter", "WriteJournal"]);
        statements["ReadFlags"].ShouldBe([.. Named(reader[1]), .. Named(reader[2])]);
        statements["FindStream"].ShouldBe(["dynamodb:DescribeTable"]);
        statements["FollowStream"].ShouldBe(Named(RowOf(DynamoPage, "watching, besides")[1]));
        statements["FollowJournal"].ShouldBe(Named(reader[3]));
        statements["WriteFlags"].ShouldBe([.. Named(sync[1]), .. Named(sync[2])]);
        statements["WriteFlags"].ShouldBe([.. Named(command[1]), .. Named(command[2])]);
        statements["NoteWriter"].ShouldBe(Named(sync[3]));
        statements["WriteJournal"].ShouldBe(Named(RowOf(FleetPage, "a watcher that may write the journal")[2]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    [InlineData("terraform/flags/main.tf")]
    public void File_Rights_HaveNoWildcardOfActions(string file) =>
        Wildcard().IsMatch(File.ReadAllText(PackagingFiles.Path(file))).ShouldBeFalse();

    // A journal's table that was made by these files is one that confd takes.
    [Fact]
    public async Task Journal_MadeByTheFiles_IsTakenByConfd()
    {
        await using var run = await TableRun.CreateAsync();
        foreach (var file in Files)
        {
            var text = File.ReadAllText(PackagingFiles.Path(file.Data));
            text.ShouldContain("kind");
            text.ShouldContain("position");
            text.ShouldContain("expires");
        }

        using var client = DynamoDbLocal.CreateClient();
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = $"{run.Table}-journal",
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new("kind", ScalarAttributeType.S), new("position", ScalarAttributeType.S)],
                KeySchema = [new("kind", KeyType.HASH), new("position", KeyType.RANGE)],
            },
            Cancellation);

        await run.PrintsAsync("journal", "enable");

        (await run.PrintsAsync("journal", "status")).ShouldContain($"{run.Table}-journal");
        await client.DeleteTableAsync($"{run.Table}-journal", Cancellation);
    }

    [Fact]
    public void EcsTask_RunsConfdOnceBeforeTheApplicationAndBesideIt()
    {
        using var task = JsonDocument.Parse(File.ReadAllText(PackagingFiles.Path("ecs/task.json")));
        var containers = task.RootElement.GetProperty("containerDefinitions").EnumerateArray().ToList();
        var volumes = task.RootElement.GetProperty("volumes").EnumerateArray()
            .Select(volume => volume.GetProperty("name").GetString()).ToList();

        containers.Select(container => container.GetProperty("name").GetString()).ShouldBe(["confd-once", "confd", "myapp"]);
        containers.SelectMany(container => container.GetProperty("mountPoints").EnumerateArray())
            .ShouldAllBe(mount => volumes.Contains(mount.GetProperty("sourceVolume").GetString()));
        containers.Skip(1).Select(container => container.GetProperty("dependsOn")[0].GetProperty("condition").GetString())
            .ShouldAllBe(condition => condition == "SUCCESS");
        foreach (var command in containers.Take(2).Select(container => container.GetProperty("command")))
        {
            var parsed = ArgumentParser.Parse([.. command.EnumerateArray().Select(word => word.GetString()!)]);
            parsed.Command!.Name.ShouldBe("dynamodb");
        }
    }

    private static IReadOnlyList<string> PolicyOfThePage()
    {
        using var policy = JsonDocument.Parse(Policy().Match(DynamoPage).Groups["json"].Value);
        var actions = policy.RootElement.GetProperty("Statement")[0].GetProperty("Action");
        return [.. actions.EnumerateArray().Select(action => action.GetString()!)];
    }

    private static string[] RowOf(string page, string first) =>
        page.Split('\n').Select(line => line.Trim('|', ' ').Split(" | ")).First(cells => cells[0].Trim() == first);

    private static IEnumerable<string> Named(string cell) => Code().Matches(cell).Select(match => match.Groups["name"].Value)
        .Where(name => !name.Contains('/', StringComparison.Ordinal)).Select(name => $"dynamodb:{name}");

    private static OrderedDictionary<string, IReadOnlyList<string>> Statements(string text)
    {
        var found = new OrderedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (Match match in Statement().Matches(text))
        {
            found.Add(match.Groups["sid"].Value, [.. Action().Matches(match.Groups["actions"].Value).Select(action => action.Value)]);
        }

        return found;
    }

    [GeneratedRegex(@"[Ss]id\W+(?<sid>\w+)[\s\S]*?[Aa]ctions?\s*[:=]\s*\[(?<actions>[^\]]*)\]", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"dynamodb:\w+")]
    private static partial Regex Action();

    [GeneratedRegex(@"dynamodb:\*|""\*""|: \*")]
    private static partial Regex Wildcard();

    [GeneratedRegex(@"## Permissions[\s\S]*?```json\n(?<json>[\s\S]*?)```", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Policy();

    [GeneratedRegex(@"`(?<name>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
