using Confd.Cli.Tests.Tables;
using Confd.Cli.Tests.Tools;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Flags;

public sealed class FlagsCommandTests
{
    private const string Data = """{"flags":{"b":{"key":"b","version":7,"on":true},"ä":{"key":"ä","version":1}}"""
        + ""","segments":{"s":{"key":"s","version":2}}}""";

    private static readonly string TooLarge =
        """{"flags":{"a":{"version":1},"b":{"version":8},"big":{"version":1,"salt":"SALT"},"c":{"version":1}}}""".Replace(
            "SALT", new string('x', 500_000));

    [Fact]
    public async Task Init_File_FillsMarksAndReports()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        run.Output.ToString().ShouldStartWith($"created table {run.Table}\ninitialized table {run.Table} with 2 flags and 1 segment in ");
        (await run.PrintsAsync("status")).ShouldBe($"table: {run.Table}\ninitialized: yes\nflags: 2\nsegments: 1\ntombstones: 0\n");
        (await run.PrintsAsync("status", "--output", "json")).ShouldBe(
            $$"""{"table":"{{run.Table}}","initialized":true,"flags":2,"segments":1,"tombstones":0}""" + "\n");
    }

    [Fact]
    public async Task Init_OutputJson_PrintsOneObject()
    {
        await using var run = await FlagRun.CreateAsync(Data, "--output", "json");

        run.Output.ToString().ShouldStartWith($$"""{"table":"{{run.Table}}","flags":2,"segments":1,"seconds":""");
    }

    [Fact]
    public async Task Init_Terminal_ShowsProgressOnStderr()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.ShowsProgress = true;

        await run.PrintsAsync("init", "--file", "-");

        run.Error.ToString().ShouldContain("\r3/3 keys");
    }

    [Theory]
    [InlineData("{}", "stdin:1:2: 'flags', 'segments' and 'flagValues' are all missing")]
    [InlineData("{\"flags\":{\n\"a\":{\"version\":\"x\"}}}", "stdin:2:5: 'version' is not an integer")]
    [InlineData("", "stdin:1:1: the text is empty")]
    [InlineData("{\"flags\":{},}", "stdin:1:13: the object ends with a comma")]
    public async Task Init_BadFile_ChangesNothingAndReportsThePlace(string json, string problem)
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = json;

        (await run.RunAsync("init", "--file", "-")).ShouldBe(1);

        run.Error.ToString().ShouldBe($"confd: error: {problem}\n");
        (await run.ListsAsync()).ShouldContain("flag\tb\t7");
    }

    [Fact]
    public async Task Export_FileThatLeadsToDevicesOrTheKernel_IsRefused()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        using var folder = new TempDirectory();
        await using var output = File.Create(folder["output"]);
        var link = $"/proc/self/fd/{output.SafeFileHandle.DangerousGetHandle()}";
        File.CreateSymbolicLink(folder["link"], link);

        (await run.RunAsync("export", "--file", folder["link"])).ShouldBe(1);

        run.Error.ToString().ShouldContain("nothing below /dev, /proc or /sys is replaced");
        new FileInfo(folder["link"]).LinkTarget.ShouldBe(link);
        Directory.GetFiles(folder.Path).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("init", "--file", "-")]
    [InlineData("list")]
    [InlineData("export")]
    [InlineData("status")]
    [InlineData("get", "x")]
    public async Task Commands_TableMissing_ExitWithTwoAndReportTheRemedy(params string[] arguments)
    {
        var run = new FlagRun { Input = Data };

        (await run.RunAsync(arguments)).ShouldBe(2);

        run.Error.ToString().ShouldContain($"the flag table {run.Table} does not exist; create it, or check region");
        run.Error.ToString().ShouldContain($"; try `confd flags init --create-table --table {run.Table} --file FILE`");
    }

    [Fact]
    public async Task Export_WhatWasInitialized_ReadsBackByInit()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        using var folder = new TempDirectory();
        var exported = await run.PrintsAsync("export");
        exported.ShouldBe("""
            {
              "flags": {
                "b": {"key":"b","version":7,"on":true},
                "ä": {"key":"ä","version":1}
              },
              "segments": {
                "s": {"key":"s","version":2}
              }
            }

            """);

        await run.PrintsAsync("export", "--file", folder["flags.json"]);
        (await File.ReadAllTextAsync(folder["flags.json"], Cancellation)).ShouldBe(exported);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
        await run.PrintsAsync("init", "--file", folder["flags.json"]);
        (await run.PrintsAsync("export")).ShouldBe(exported);
    }

    [Fact]
    public async Task List_WithTombstones_ShowsThemOnlyWhenRequested()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        (await run.PrintsAsync("delete", "b", "--version", "9")).ShouldBe("deleted the flag b in version 9\n");

        (await run.ListsAsync()).ShouldBe("flag\tä\t1\nsegment\ts\t2\n");
        (await run.ListsAsync("--deleted")).ShouldBe("flag\tb\t9\tdeleted\nflag\tä\t1\nsegment\ts\t2\n");
        (await run.PrintsAsync("list", "-o", "json")).ShouldBe(
            """[{"kind":"flag","key":"ä","version":1,"deleted":false,"on":false,"serves":"everyone gets the caller's default","rules":0"""
            + ""","targets":0,"prerequisites":0,"fallthrough":[]},"""
            + """{"kind":"segment","key":"s","version":2,"deleted":false}]""" + "\n");
    }

    [Fact]
    public async Task Get_StoredUnknownAndDeleted_PrintsItOrExitsWithTwo()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.PrintsAsync("get", "b")).ShouldBe("""{"key":"b","version":7,"on":true}""" + "\n");
        (await run.PrintsAsync("get", "s", "--kind", "segments")).ShouldBe("""{"key":"s","version":2}""" + "\n");
        (await run.RunAsync("get", "s")).ShouldBe(2);
        run.Error.ToString().ShouldBe($"confd: error: table {run.Table} has no flag s\n");
        await run.PrintsAsync("delete", "b");
        (await run.RunAsync("get", "b")).ShouldBe(2);
        run.Error.ToString().ShouldBe($"confd: error: table {run.Table} has no flag b; it was deleted in version 8\n");
    }

    [Fact]
    public async Task Upsert_OneItem_WritesOnlyHigherVersions()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = """{ "key": "b", "version": 8 }""";

        (await run.PrintsAsync("upsert", "b", "--file", "-")).ShouldBe($"wrote 1 item to table {run.Table}\n");
        (await run.RunAsync("upsert", "b", "--file", "-")).ShouldBe(3);
        run.Output.ToString().ShouldBe($"wrote 0 items to table {run.Table}\nleft the flag b: the stored version is the same or higher\n");
        (await run.PrintsAsync("get", "b")).ShouldBe("""{"key":"b","version":8}""" + "\n");
    }

    [Fact]
    public async Task Upsert_ManyItems_DoesNotChangeTheOthers()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = """{"flags":{"b":{"version":3},"new":{"version":1} } }""";

        (await run.RunAsync("upsert", "--file", "-", "--output", "json", "--dry-run")).ShouldBe(3);
        run.Output.ToString().ShouldBe("""{"written":1,"refused":1,"dryRun":true}""" + "\n");
        (await run.RunAsync("upsert", "--file", "-", "--output", "json")).ShouldBe(3);
        run.Output.ToString().ShouldBe("""{"written":1,"refused":1}""" + "\n");

        (await run.ListsAsync()).ShouldBe("flag\tb\t7\nflag\tnew\t1\nflag\tä\t1\nsegment\ts\t2\n");
    }

    [Fact]
    public async Task InitUpsertApply_RefusedInTheMiddle_ReportHowMuchIsDone()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        using var files = new TempDirectory();
        run.Reached = ToolRun.Connection with { Endpoint = new Uri(proxy.Url) };
        run.Input = """{"flags":{"b":{"version":8},"new":{"version":1} },"segments":{"s":{"version":3} } }""";
        proxy.Enqueue(Fault.None, "PutItem");
        proxy.Enqueue(Fault.AccessDenied, "PutItem", times: 2);

        // The segment is a stage of its own, before the flags.
        const string Done = "confd: warning: 1 of 3 keys are written or deleted, perhaps a few more; run the command again for the rest\n";
        (await run.RunAsync("upsert", "--file", "-")).ShouldBe(1);
        run.Error.ToString().ShouldContain($"{Done}confd: error: PutItem");

        files.Write("a.json", """{"key":"a","version":1,"on":false,"variations":[1],"offVariation":0}""");
        files.Write("c.json", """{"key":"c","version":1,"on":false,"variations":[1],"offVariation":0}""");
        await using var other = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        run.Reached = ToolRun.Connection with { Endpoint = new Uri(other.Url) };
        other.Enqueue(Fault.None, "PutItem");
        other.Enqueue(Fault.AccessDenied, "PutItem");
        (await run.RunAsync("apply", "--dir", files.Path)).ShouldBe(1);
        run.Error.ToString().ShouldContain(Done.Replace("of 3", "of 2", StringComparison.Ordinal) + "confd: error: PutItem");
    }

    [Fact]
    public async Task Upsert_ItemThatTheTableCannotHold_WritesTheOthersAndNamesIt()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        var key = new string('k', 1_100);
        run.Input = $$"""{"flags":{"{{key}}":{"version":1},"b":{"version":8},"new":{"version":1} } }""";

        (await run.RunAsync("upsert", "--file", "-")).ShouldBe(1);
        run.Error.ToString().ShouldContain($"$.flags.{key}: has a key of 1100 bytes, and DynamoDB stores keys of at most 1024\n");
        (await run.RunAsync("upsert", "--file", "-", "--force")).ShouldBe(1);
        run.Error.ToString().ShouldContain($"error: the item '{key}' in 'features' cannot be stored in table {run.Table}");

        (await run.ListsAsync()).ShouldBe("flag\tb\t8\nflag\tnew\t1\nflag\tä\t1\nsegment\ts\t2\n");
    }

    [Fact]
    public async Task Delete_ReferencedItem_ReportsTheEffectOnItsReferences()
    {
        await using var run = await FlagRun.CreateAsync(
            """
            {"flags":{"base":{"version":1,"on":true,"variations":[true],"fallthrough":{"variation":0}},
              "dep":{"version":1,"on":true,"variations":[true],"fallthrough":{"variation":0},"prerequisites":[{"key":"base","variation":0}],
                "rules":[{"variation":0,"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}]}]}},
             "segments":{"s":{"version":1,"included":["ann"]}}}
            """);
        const string NoFlag = "confd: warning: $.flags.dep.prerequisites[0].key: is not a flag of the set: the prerequisite always fails\n";
        const string NoSegment =
            "confd: warning: $.flags.dep.rules: name the segment 's', which the set does not have: it matches no context\n";

        (await run.RunAsync("delete", "base", "--dry-run")).ShouldBe(0);
        run.Error.ToString().ShouldBe(NoFlag);
        (await run.RunAsync("delete", "base", "--dry-run", "--force")).ShouldBe(0);
        run.Error.ToString().ShouldBe("");
        (await run.RunAsync("delete", "base")).ShouldBe(0);
        run.Error.ToString().ShouldBe(NoFlag);
        (await run.RunAsync("delete", "s", "--kind", "segments")).ShouldBe(0);
        run.Error.ToString().ShouldBe(NoSegment);
        (await run.RunAsync("delete", "dep")).ShouldBe(0);
        run.Error.ToString().ShouldBe("");
    }

    [Fact]
    public async Task Delete_VersionThatNothingCanFollow_ReportsIt()
    {
        await using var run = await FlagRun.CreateAsync($$"""{"flags":{"b":{"version":{{long.MaxValue}} } } }""");

        (await run.RunAsync("delete", "b")).ShouldBe(1);

        run.Error.ToString().ShouldContain($"the flag b has the version {long.MaxValue} in table {run.Table}, which nothing can follow");
    }

    [Theory]
    [InlineData("""{"key":"other"}""", "says that its key is 'other'")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "confd: error: stdin:1:2: ")]
    [InlineData("", "confd: error: stdin:1:1: the text is empty\n")]
    public async Task Upsert_BadItem_Fails(string json, string problem)
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = json;

        (await run.RunAsync("upsert", "b", "--file", "-")).ShouldBe(1);

        run.Error.ToString().ShouldContain(problem);
    }

    [Fact]
    public async Task Prefixes_InOneTable_AreApart()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = """{"flags":{}}""";

        await run.PrintsAsync("init", "--file", "-", "--prefix", "test");

        (await run.ListsAsync("--prefix", "test")).ShouldBe("");
        (await run.ListsAsync()).ShouldContain("flag\tb\t7");
        (await run.PrintsAsync("status", "--prefix", "other")).ShouldContain("initialized: no");
    }

    [Fact]
    public async Task Migrate_ThereAndBackAndToPrefix_KeepsEverything()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.PrintsAsync("migrate", "--layout", "community")).ShouldBe($"migrated 3 items to table {run.Table}\n");
        (await run.ListsAsync("--layout", "community")).ShouldBe("flag\tb\t7\nflag\tä\t1\nsegment\ts\t2\n");
        (await run.PrintsAsync("migrate", "--to-prefix", "p", "-o", "json"))
            .ShouldBe($$"""{"table":"{{run.Table}}","written":3,"left":0}""" + "\n");
        (await run.ListsAsync("--prefix", "p")).ShouldBe("flag\tb\t7\nflag\tä\t1\nsegment\ts\t2\n");
        (await run.RunAsync("migrate", "--layout", "community", "--to-prefix", "p")).ShouldBe(1);
    }

    [Theory]
    [InlineData("--prefix cannot be used with --layout community", "list", "--layout", "community", "--prefix", "p")]
    [InlineData("--prefix cannot be used with --layout community", "eval",
            "b", "--context", "{}", "--layout", "community", "--prefix", "p")]
    [InlineData(
        "--large-items parts cannot be used with --layout community",
        "init",
        "--file",
        "-",
        "--layout",
        "community",
        "--large-items",
        "parts")]
    [InlineData("--large-items parts cannot be used with --layout community", "migrate", "--layout", "community", "--large-items", "parts")]
    [InlineData("--to-table is empty", "migrate", "--to-table", "")]
    [InlineData("--version x is not a whole number from 0", "delete", "b", "--version", "x")]
    [InlineData("--version 2147483648 is not a whole number from 0 to 2147483647", "delete", "b", "--version", "2147483648")]
    [InlineData("--version -1 is not a whole number from 0", "delete", "b", "--version=-1")]
    public async Task Options_ContradictoryOrImpossible_AreUsageErrors(string problem, params string[] arguments)
    {
        var run = new FlagRun();

        (await run.RunAsync(arguments)).ShouldBe(1);

        run.Error.ToString().ShouldContain(problem);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("eval", "b", "--context", "{}")]
    public async Task Options_EmptyTable_IsAUsageError(params string[] arguments)
    {
        var run = new FlagRun("");

        (await run.RunAsync(arguments)).ShouldBe(1);

        run.Error.ToString().ShouldContain("--table is empty");
    }

    [Fact]
    public async Task Upsert_ItemTooLarge_WritesAllOthers()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = TooLarge;

        (await run.RunAsync("upsert", "--file", "-")).ShouldBe(1);

        run.Error.ToString().ShouldContain("the item 'big' in 'features' would be 5000");
        (await run.ListsAsync()).ShouldBe("flag\ta\t1\nflag\tb\t8\nflag\tc\t1\nflag\tä\t1\nsegment\ts\t2\n");
    }

    [Fact]
    public async Task Migrate_ItemTooLarge_WritesAllOthersAndSetsNoMark()
    {
        await using var run = await FlagRun.CreateAsync(TooLarge, "--large-items", "parts");

        (await run.RunAsync("migrate", "--to-prefix", "p")).ShouldBe(1);

        run.Error.ToString().ShouldContain("the item 'big' in 'features' would be 5000");
        (await run.ListsAsync("--prefix", "p")).ShouldBe("flag\ta\t1\nflag\tb\t8\nflag\tc\t1\n");
        (await run.PrintsAsync("status", "--prefix", "p")).ShouldContain("initialized: no");
    }

    [Theory]
    [InlineData("init", "--file", "-")]
    [InlineData("upsert", "--file", "-")]
    [InlineData("upsert", "--file", "-", "--layout", "community")]
    [InlineData("get", "b")]
    [InlineData("status")]
    public async Task Commands_TableOfKeysAndValues_FailAndChangeNothing(params string[] arguments)
    {
        await using var values = await TableRun.CreateAsync();
        await values.PrintsAsync("put", "b", "value");
        var run = new FlagRun(values.Table) { Input = Data };

        (await run.RunAsync(arguments)).ShouldBe(1);

        run.Error.ToString().ShouldEndWith("; a flag table has the partition key 'namespace' and the sort key 'key', both strings\n");
        (await values.PrintsAsync("ls", "--values")).ShouldBe("b=value\n");
    }

    [Fact]
    public async Task Migrate_ToATableOfKeysAndValues_FailsAndChangesNothing()
    {
        await using var values = await TableRun.CreateAsync();
        await using var run = await FlagRun.CreateAsync(Data);
        await values.PrintsAsync("put", "b", "value");

        (await run.RunAsync("migrate", "--to-table", values.Table)).ShouldBe(1);

        run.Error.ToString().ShouldContain("; a flag table has the partition key 'namespace'");
        (await values.PrintsAsync("ls", "--values")).ShouldBe("b=value\n");
    }

    [Fact]
    public async Task Export_ToDash_PrintsOnStdout()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.PrintsAsync("export", "--file", "-")).ShouldBe(await run.PrintsAsync("export"));
    }

    [Fact]
    public async Task Init_ItemTooLarge_NamesKeyAndSizeAndStoresItInPartsWhenRequested()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = """{"flags":{"big":{"key":"big","version":1,"salt":"SALT"}}}""".Replace("SALT", new string('x', 500_000));

        (await run.RunAsync("init", "--file", "-")).ShouldBe(1);
        run.Error.ToString().ShouldContain("the item 'big' in 'features' would be 5000");
        (await run.PrintsAsync("init", "--file", "-", "--large-items", "parts")).ShouldContain("with 1 flag");
        (await run.PrintsAsync("get", "big")).Length.ShouldBeGreaterThan(500_000);
    }

    [Fact]
    public async Task Export_ItemIsInvalidJson_IsLeftOutWithItsPlace()
    {
        await using var run = await FlagRun.CreateAsync("""{"flags":{}}""");
        await run.PutRowAsync("bad", 1, "{\noops");

        (await run.PrintsAsync("export")).ShouldBe("{\n  \"flags\": {},\n  \"segments\": {}\n}\n");

        run.Error.ToString().ShouldStartWith(
            "confd: warning: left out the flag bad:2:1: this text does not begin a property name: '\"' is expected");
        run.Error.ToString().ShouldNotContain("LineNumber");
    }

    [Fact]
    public async Task List_BrokenRow_IsWarnedAbout()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        await run.PutRowAsync("broken");

        (await run.ListsAsync()).ShouldContain("flag\tb\t7");

        run.Error.ToString().ShouldBe(
            $"confd: warning: A row of the flag table is skipped: table {run.Table}, namespace features, key broken: "
            + "it has no integer in 'version'\n");
    }
}
