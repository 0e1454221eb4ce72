namespace Confd.Cli.Tests.Flags.Authoring;

public sealed class SetFlagCommandTests
{
    private const string Data = """
        {"flags":{"f":{"key":"f","version":7,"on":false,"variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},"x-own":{"kept":[1.0]}}}}
        """;

    [Fact]
    public async Task Set_On_WritesTheNextVersionAndReportsWhatItMeans()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.PrintsAsync("set", "f", "on", "-m", "launch")).ShouldBe(
            "wrote the flag f in version 8\n  switch: on; was off: everyone gets true; before everyone got false\n");

        (await run.PrintsAsync("get", "f")).ShouldBe(
            """{"key":"f","version":8,"on":true,"variations":[true,false],"offVariation":1,"fallthrough":{"variation":0}"""
            + ""","x-own":{"kept":[1.0]}}"""
            + "\n");
        (await run.PrintsAsync("set", "f", "on")).ShouldBe($"nothing to change: table {run.Table} is already up to date\n");
    }

    [Fact]
    public async Task Set_DryRun_WritesNothing()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.PrintsAsync("set", "f", "on", "--dry-run")).ShouldStartWith("would write the flag f in version 8\n");
        (await run.PrintsAsync("set", "f", "on", "--dry-run", "-o", "json")).ShouldBe(
            """{"changes":[{"kind":"flag","key":"f","seenVersion":7,"version":8,"deleted":false"""
            + ""","meaning":[{"place":"switch","text":"on; was off: everyone gets true; before everyone got false"}]}],"written":0"""
            + ""","dryRun":true}"""
            + "\n");

        (await run.PrintsAsync("list")).ShouldBe("flag\tf\t7\toff\teveryone gets false\n");
    }

    [Theory]
    [InlineData(
        3, "flag 'f' has version 7, not 6: it was changed meanwhile, and nothing was written", "set", "f", "on", "--if-version", "6")]
    [InlineData(2, "has no flag 'g'", "set", "g", "on")]
    public async Task Set_PreconditionFails_IsRefusedWithItsExitStatus(int status, string problem, params string[] arguments)
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.RunAsync(arguments)).ShouldBe(status);

        run.Error.ToString().ShouldContain(problem);
        (await run.PrintsAsync("list")).ShouldContain("flag\tf\t7\toff");
    }

    [Fact]
    public async Task Set_TwoAtOnce_ExactlyOneWins()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        var others = Enumerable.Range(0, 4).Select(_ => new FlagRun(run.Table)).ToList();

        var statuses = await Task.WhenAll(others.Select(other => other.RunAsync("set", "f", "on", "--if-version", "7")));

        statuses.Count(status => status == 0).ShouldBe(1);
        statuses.Count(status => status == 3).ShouldBe(3);
        (await run.PrintsAsync("list")).ShouldContain("flag\tf\t8\ton");
    }

    [Fact]
    public async Task Set_TableThatASyncFills_IsRefusedUnlessForced()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        using var folder = new Confd.TestSupport.TempDirectory();
        await File.WriteAllTextAsync(folder["flags.json"], Data, Cancellation);
        await run.PrintsAsync("sync", "--once", "--file", folder["flags.json"]);

        (await run.RunAsync("set", "f", "on")).ShouldBe(1);

        run.Error.ToString().ShouldContain($"table {run.Table} is filled by `confd flags sync` from ");
        await run.PrintsAsync("set", "f", "on", "--force");
        run.Error.ToString().ShouldStartWith("confd: warning: ");
    }

    [Theory]
    [InlineData("init", "--file", "-")]
    [InlineData("init", "--file", "-", "--dry-run")]
    [InlineData("upsert", "--file", "-")]
    [InlineData("delete", "f")]
    [InlineData("migrate", "--to-prefix", "")]
    public async Task OtherWrites_TableThatASyncFills_AreRefusedUnlessForced(params string[] arguments)
    {
        await using var run = await FlagRun.CreateAsync(Data, "--prefix", "other");
        using var folder = new Confd.TestSupport.TempDirectory();
        await run.PrintsAsync("sync", "--once", "--file", folder.Write("flags.json", Data));
        var before = await run.PrintsAsync("export");
        run.Input = Data.Replace("\"version\":7", "\"version\":9", StringComparison.Ordinal);
        string[] command = arguments[0] == "migrate" ? [.. arguments, "--prefix", "other"] : arguments;

        (await run.RunAsync(command)).ShouldBe(1);

        run.Error.ToString().ShouldContain($"table {run.Table} is filled by `confd flags sync` from ");
        (await run.PrintsAsync("export")).ShouldBe(before);
        await run.PrintsAsync([.. command, "--force"]);
        run.Error.ToString().ShouldContain("confd: warning: table ");
    }

    [Fact]
    public async Task Migrate_InPlaceInATableThatASyncFills_IsDone()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        using var folder = new Confd.TestSupport.TempDirectory();
        await run.PrintsAsync("sync", "--once", "--file", folder.Write("flags.json", Data));

        (await run.PrintsAsync("migrate")).ShouldStartWith("migrated ");
    }
}
