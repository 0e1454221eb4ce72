using Confd.TestSupport;

namespace Confd.Cli.Tests.Samples;

/// <summary>
/// Each folder below <c>samples</c> with a <c>confdir</c>, as a user runs it: create the tables, import the items, render once. The files
/// must be those of <c>expected</c>, no more and no fewer. A sample with a <c>confd.toml</c> needs other servers too and has tests of its
/// own.
/// </summary>
public sealed class SampleTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public static TheoryData<string> Names { get; } =
        [
            .. Directory.GetDirectories(SamplesFolder)
                .Where(HasResources)
                .Select(folder => Path.GetFileName(folder)!)
                .Order(StringComparer.Ordinal)];

    private static string SamplesFolder => Path.Combine(RepositoryFiles.Root, "samples");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sample_RenderedOnce_GivesTheExpectedFiles(string name)
    {
        var sample = Path.Combine(SamplesFolder, name);
        var expected = FilesBelow(Path.Combine(sample, "expected"));
        CopyFolder(Path.Combine(sample, "confdir"), _folder["confdir"]);
        foreach (var file in expected.Keys)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[$"out/{file}"])!);
        }

        _ = DynamoDbLocal.Endpoint;
        var program = new SampleProgram(sample, _folder.Path);
        var table = await FillTablesAsync(program, sample);
        await program.RunAsync(
            new() { ["DEST"] = _folder["out"] },
            "dynamodb", "--table", table, "--onetime", "--sync-only", "--confdir", _folder["confdir"], "--config-file",
            _folder["none.toml"]);

        FilesBelow(_folder["out"]).ShouldBe(expected);
    }

    [Fact]
    public async Task Sample_MultiTableWithAnotherStage_ReadsThatStage()
    {
        var sample = Path.Combine(SamplesFolder, "multi-table");
        CopyFolder(Path.Combine(sample, "confdir"), _folder["confdir"]);
        Directory.CreateDirectory(_folder["out"]);
        _ = DynamoDbLocal.Endpoint;
        var program = new SampleProgram(sample, _folder.Path);
        var table = await FillTablesAsync(program, sample);

        await program.RunAsync(
            new() { ["DEST"] = _folder["out"], ["STAGE"] = "staging" },
            "dynamodb", "--table", table, "--onetime", "--sync-only", "--confdir", _folder["confdir"], "--config-file",
            _folder["none.toml"]);

        (await File.ReadAllTextAsync(_folder["out/platform.properties"], Cancellation))
            .ShouldBe("logging.level=debug\nlogging.target=stdout\ntracing.enabled=false\n");
    }

    [Fact]
    public void Samples_WithResources_AreAllFound() =>
        Names.Select(row => row.Data).ShouldBe(["haproxy", "multi-table", "nginx", "watch-exec"]);

    private static bool HasResources(string folder) =>
        Directory.Exists(Path.Combine(folder, "confdir")) && !File.Exists(Path.Combine(folder, "confdir", "confd.toml"));

    private static SortedDictionary<string, string> FilesBelow(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith('.')); // the list of files that remove_stale may remove
        return new(
            files.ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText, StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    private static void CopyFolder(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>
    /// Fills a table from <c>items.EXTENSION</c>, and one for each <c>items.TABLE.EXTENSION</c>, whose name in the resources becomes that
    /// of this test's table.
    /// </summary>
    private async Task<string> FillTablesAsync(SampleProgram program, string sample)
    {
        string? main = null;
        foreach (var file in Directory.GetFiles(sample, "items.*"))
        {
            var table = DynamoDbLocal.NewTableName("sample");
            await program.RunAsync([], "table", "create", "--table", table);
            await program.RunAsync([], "table", "import", "--table", table, Path.GetFileName(file));
            if (Path.GetFileNameWithoutExtension(file).Split('.', 2) is [_, var name])
            {
                Rename(name, table);
            }
            else
            {
                main = table;
            }
        }

        return main.ShouldNotBeNull($"{sample} has no items.json or items.yaml");
    }

    private void Rename(string name, string table)
    {
        var resources = Directory.GetFiles(_folder["confdir/conf.d"])
            .Where(file => File.ReadAllText(file).Contains($"\"{name}\""))
            .ToList();
        resources.ShouldNotBeEmpty($"no resource reads the table {name}");
        foreach (var resource in resources)
        {
            File.WriteAllText(resource, File.ReadAllText(resource).Replace($"\"{name}\"", $"\"{table}\""));
        }
    }
}
