namespace Confd.Cli.Tests.Flags.Authoring;

public sealed class EditCommandsTests
{
    private const string Data =
        """
        {"flags":{
          "f":{"key":"f","version":7,"on":true,"salt":"s","variations":[true,false],"offVariation":1,"fallthrough":{"variation":1},"x-own":[1.0]},
          "g":{"key":"g","version":2,"on":true,"variations":["a","b"],"fallthrough":{"variation":0}}},
         "segments":{"beta":{"key":"beta","version":3,"included":["u1"]}}}
        """;

    [Fact]
    public async Task Commands_OneAfterTheOther_ChangeWhoGetsWhat()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.PrintsAsync("rollout", "f", "--fallthrough", "--weights", "true=10,false=90", "--dry-run"))
            .ShouldBe(
                "would write the flag f in version 8\n  everyone: 10 % of users get true; was 0 %\n"
                + "  everyone: 90 % of users get false; was 100 %\n");
        await run.PrintsAsync("rollout", "f", "--fallthrough", "--weights", "true=10,false=90", "--by", "country", "--kind", "user");
        await run.PrintsAsync("rule", "add", "f", "--id", "beta", "--if", "in segment beta", "--variation", "true");
        await run.PrintsAsync(
            "rule",
            "add",
            "f",
            "--id",
            "old",
            "--if",
            "app semVerLessThan 2.0.0",
            "--if",
            "org:plan not in free",
            "--variation",
            "false",
            "--at",
            "0");
        await run.PrintsAsync("rule", "move", "f", "old", "--to", "1");
        await run.PrintsAsync("rule", "edit", "f", "old", "--if", "app semVerLessThan 3.0.0");
        await run.PrintsAsync("rollout", "f", "--rule", "old", "--variation", ":0");
        await run.PrintsAsync("target", "f", "--variation", "false", "--keys", "a,b", "--keys", "c");
        await run.PrintsAsync("target", "f", "--keys", "b", "--remove");
        await run.PrintsAsync("target", "f", "--variation", "true", "--kind", "org", "--keys", "acme");
        await run.PrintsAsync("prerequisite", "add", "f", "g", "--variation", "a");
        await run.PrintsAsync("segment", "include", "beta", "--keys", "u2", "--kind", "org");
        await run.PrintsAsync("segment", "exclude", "beta", "--keys", "u3");
        await run.PrintsAsync("segment", "rule", "add", "beta", "--id", "r", "--if", "beta in true", "--percent", "50", "--by", "email");
        await run.PrintsAsync("segment", "rule", "share", "beta", "r", "--percent", "60");
        await run.PrintsAsync("describe", "f", "--name", "F", "--tags", "");

        (await run.PrintsAsync("list")).ShouldBe(
            "flag\tf\t18\ton\t90 % get false, 10 % get true (by country of users); 1 prerequisite, 3 targets, 2 rules\n"
            + "flag\tg\t2\ton\teveryone gets a\nsegment\tbeta\t7\n");
        (await run.PrintsAsync("get", "beta", "--kind", "segments")).ShouldContain("\"weight\":60000");
        (await run.PrintsAsync("get", "f")).ShouldContain("\"x-own\":[1.0]");
        (await run.PrintsAsync("validate")).ShouldBe(
            "warning: $.flags.f['x-own']: is not a known field; it is ignored\n0 errors, 1 warning\n");
        (await run.PrintsAsync("explain", "f", "--context", "u1")).ShouldEndWith("  serves true (rule 'beta' matches)\n");
        await run.PrintsAsync("rule", "rm", "f", "beta");
        await run.PrintsAsync("segment", "rule", "rm", "beta", "r");
        await run.PrintsAsync("prerequisite", "rm", "f", "g");
    }

    [Theory]
    [InlineData("weights add up to 90", "rollout", "f", "--fallthrough", "--weights", "true=10,false=80")]
    [InlineData("no variation 'maybe'", "rollout", "f", "--fallthrough", "--variation", "maybe")]
    [InlineData("it has no rules", "rollout", "f", "--rule", "r", "--variation", "true")]
    [InlineData("there is no segment 'nope'", "rule", "add", "f", "--if", "in segment nope", "--variation", "true")]
    [InlineData("is the flag itself", "prerequisite", "add", "f", "f", "--variation", "true")]
    [InlineData("is not an operator; did you mean", "rule", "add", "f", "--if", "country isn NO", "--variation", "true")]
    [InlineData("already exists", "rename", "f", "g")]
    public async Task Commands_ThatMakeNoSense_ChangeNothing(string problem, params string[] arguments)
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.RunAsync(arguments)).ShouldBe(1);

        run.Error.ToString().ShouldContain(problem);
        (await run.ListsAsync()).ShouldBe("flag\tf\t7\nflag\tg\t2\nsegment\tbeta\t3\n");
    }

    [Theory]
    [InlineData("rollout", "f", "--weights", "true=100")]
    [InlineData("rollout", "f", "--fallthrough", "--rule", "r", "--weights", "true=100")]
    [InlineData("rollout", "f", "--fallthrough")]
    [InlineData("rollout", "f", "--fallthrough", "--weights", "true")]
    [InlineData("rollout", "f", "--fallthrough", "--weights", "true=x")]
    [InlineData("target", "f", "--keys", "a")]
    [InlineData("target", "f", "--variation", "true", "--keys", "a,,b")]
    [InlineData("target", "f", "--variation", "true", "--keys", "[\"a\",1]")]
    [InlineData("target", "f", "--variation", "true", "--keys", "[a")]
    [InlineData("rule", "add", "f", "--variation", "true")]
    [InlineData("rule", "add", "f", "--everyone", "--if", "a in b", "--variation", "true")]
    public async Task Commands_ThatContradictThemselves_AreUsageErrors(params string[] arguments)
    {
        var run = new FlagRun();

        (await run.RunAsync(arguments)).ShouldBe(1);

        run.Error.ToString().ShouldNotContain("does not exist");
    }

    [Fact]
    public async Task Keys_JsonArray_GivesEachWithItsCommas()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        await run.PrintsAsync("target", "f", "--variation", "false", "--keys", "[\"cn=ann,ou=staff\",\"x\"]", "--keys", "y");
        await run.PrintsAsync("segment", "include", "beta", "--keys", "[\"Last, First\"]");

        (await run.PrintsAsync("get", "f")).ShouldContain("[\"cn=ann,ou=staff\",\"x\",\"y\"]");
        (await run.PrintsAsync("get", "beta", "--kind", "segments")).ShouldContain("\"Last, First\"");
    }

    [Fact]
    public async Task ArchiveRestoreRename_Flag_GoesAndComesBack()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.PrintsAsync("archive", "f")).ShouldStartWith("archived the flag f in version 8\n  flag 'f': is gone");
        (await run.RunAsync("set", "f", "on")).ShouldBe(2);
        run.Error.ToString().ShouldContain("it was archived in version 8");
        (await run.RunAsync("get", "f")).ShouldBe(2);
        run.Error.ToString().ShouldContain("it was archived in version 8");
        (await run.PrintsAsync("restore", "f")).ShouldStartWith("wrote the flag f in version 9\n  flag 'f': is back\n");
        await run.PrintsAsync("rename", "f", "h");
        (await run.ListsAsync()).ShouldBe("flag\tg\t2\nflag\th\t1\nsegment\tbeta\t3\n");
        (await run.PrintsAsync("get", "h")).ShouldContain("\"x-own\":[1.0]");
    }

    [Fact]
    public async Task Archived_ExportedAndInitialized_IsNamedWhereItGoesAndComesBack()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        await run.PrintsAsync("archive", "f");
        (await run.PrintsAsync("export")).ShouldNotContain("archived");
        var exported = await run.PrintsAsync("export", "--archived");

        exported.ShouldContain("\"archived\":true");
        run.Input = """{"flags":{"g":{"version":2} } }""";
        (await run.PrintsAsync("init", "--file", "-", "--dry-run", "--force")).ShouldContain("would remove 1 flag: f\n");
        run.Input = exported;
        (await run.PrintsAsync("init", "--file", "-")).ShouldNotContain("removed");
        (await run.PrintsAsync("restore", "f")).ShouldStartWith("wrote the flag f in version 9\n");

        // Archived in the file alone, it is gone for every program.
        run.Input = exported;
        (await run.PrintsAsync("init", "--file", "-", "--dry-run")).ShouldContain("would remove 1 flag: f\n");
    }

    [Fact]
    public async Task Conflicts_OfDifferentCommands_OneWriterWins()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        string[][] commands =
        [
            ["set", "f", "off", "--if-version", "7"],
            ["rollout", "f", "--fallthrough", "--variation", "true", "--if-version", "7"],
            ["target", "f", "--variation", "true", "--keys", "a", "--if-version", "7"],
        ];

        var statuses = await Task.WhenAll(commands.Select(command => new FlagRun(run.Table).RunAsync(command)));

        statuses.Order().ShouldBe([0, 3, 3]);
        (await run.ListsAsync()).ShouldContain("flag\tf\t8\n");
    }
}
