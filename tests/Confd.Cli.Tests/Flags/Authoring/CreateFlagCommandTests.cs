using Confd.Cli.Tests.Tables;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Authoring;

public sealed class CreateFlagCommandTests
{
    [Fact]
    public async Task Create_NoTable_CreatesMarksAndReportsIt()
    {
        await using var run = new FlagRun();

        (await run.PrintsAsync(
            "create", "dark", "--type", "boolean", "--create-table", "--tags", "a, b", "--description", "Dark mode", "--client-side"))
            .ShouldBe($"created table {run.Table}\nwrote the flag dark in version 1\n  flag 'dark': is new\n"
                + "  switch: off: everyone gets false\n"
                + "  variations: true, false\n  everyone: true\n");

        run.Error.ToString().ShouldBeEmpty();
        (await run.PrintsAsync("status")).ShouldContain("initialized: yes\nflags: 1\n");
        (await run.PrintsAsync("get", "dark")).ShouldContain(""","description":"Dark mode","tags":["a","b"]}""");
        (await run.PrintsAsync("list")).ShouldBe("flag\tdark\t1\toff\teveryone gets false\n");
        (await run.RunAsync("create", "dark", "--type", "boolean")).ShouldBe(1);
        run.Error.ToString().ShouldBe("confd: error: flag 'dark' already exists, in version 1\n");
    }

    [Fact]
    public async Task Create_DryRunOfAMissingTable_ShowsAllAsNewAndCreatesNothing()
    {
        using var folder = new TempDirectory();
        folder.Write("dark.json", """{"on":false,"offVariation":1,"variations":[true,false]}""");
        var run = new FlagRun();

        (await run.PrintsAsync("create", "dark", "--type", "boolean", "--create-table", "--dry-run")).ShouldContain("flag 'dark': is new");
        (await run.PrintsAsync("segment", "create", "beta", "--create-table", "--dry-run")).ShouldContain("segment 'beta': is new");
        (await run.PrintsAsync("apply", "--dir", folder.Path, "--create-table", "--dry-run")).ShouldContain("flag 'dark': is new");

        (await run.RunAsync("create", "dark", "--type", "boolean", "--dry-run")).ShouldBe(2);
        run.Error.ToString().ShouldContain($"the flag table {run.Table} does not exist");
    }

    [Theory]
    [InlineData("string", "red,blue", "red, blue")]
    [InlineData("string", """["a,b","c"]""", "\"a,b\", c")]
    [InlineData("number", "1,2.5", "1, 2.5")]
    [InlineData("json", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("json", """[{"a":1},[2]]""", """{"a":1}, [2]""")]
    [InlineData("boolean", "false,true", "false, true")]
    public async Task Create_Variations_AreOfTheType(string type, string variations, string said)
    {
        await using var run = await FlagRun.CreateAsync("""{"flags":{}}""");

        (await run.PrintsAsync("create", "f", "--type", type, "--variations", variations)).ShouldContain($"  variations: {said}\n");
    }

    [Theory]
    [InlineData("number", "red")]
    [InlineData("number", "\"1\"")]
    [InlineData("string", "[1]")]
    [InlineData("boolean", "1")]
    [InlineData("json", "{")]
    [InlineData("string", null)]
    public async Task Create_VariationsOfAnotherType_WriteNothing(string type, string? variations)
    {
        await using var run = await FlagRun.CreateAsync("""{"flags":{}}""");

        (await run.RunAsync(["create", "f", "--type", type, .. variations is null ? Array.Empty<string>() : ["--variations", variations]]))
            .ShouldBe(1);

        run.Error.ToString().ShouldContain("--variations");
        (await run.PrintsAsync("list")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_TableOfKeysAndValues_IsNotChanged()
    {
        await using var keys = await TableRun.CreateAsync();
        var run = new FlagRun(keys.Table);

        (await run.RunAsync("create", "f", "--type", "boolean")).ShouldBe(1);

        run.Error.ToString().ShouldContain("a flag table has the partition key 'namespace'");
    }
}
