namespace Confd.Cli.Tests.Flags;

/// <summary>Invalid flags are not written, and a command without an effect does not succeed.</summary>
public sealed class InvalidFlagFilesTests
{
    private const string Data =
        """
        {"flags":{"a":{"version":1,"variations":[1],"fallthrough":{"variation":0}},"b":{"version":7,"variations":[1],"fallthrough":{"variation":0}}},
         "segments":{"s":{"version":2,"included":["u"]}}}
        """;

    private const string Listed = "flag\ta\t1\nflag\tb\t7\nsegment\ts\t2\n";

    private const string TwoBadFlags =
        "{\"flags\":{\"a\":{\"version\":9,\"on\":\"yes\"},\"b\":{\"version\":9,\"variations\":[1],\"fallthrough\":{\"variation\":3}}}}";

    [Theory]
    [InlineData(
        """{"version":9,"flags":{"b":{"version":9}},"segments":{}}""",
        "$: is a set of flags and segments where one flag or segment is expected")]
    [InlineData("""{"version":9,"on":"yes"}""", "$.on: found a string where true or false is expected")]
    [InlineData("""{"version":9,"varaitions":[1]}""", "$.varaitions: is not a known field; did you mean 'variations'?")]
    [InlineData("""{"version":9,"variations":[1,2],"offVariation":2}""", "$.offVariation: is 2, but the flag's variations are 0 to 1")]
    [InlineData(
        """{"version":9,"variations":[1,2],"fallthrough":{"rollout":{"variations":[{"variation":0,"weight":60},"""
        + """{"variation":1,"weight":40}]}}}""",
        "$.fallthrough.rollout.variations: the weights add up to 100, not 100000")]
    public async Task Upsert_InvalidFlag_IsNotWrittenUnlessForced(string json, string problem)
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = json;

        (await run.RunAsync("upsert", "b", "--file", "-")).ShouldBe(1);

        run.Error.ToString().ShouldStartWith($"confd: error: stdin: {problem}\n");
        run.Error.ToString().ShouldEndWith("confd: error: stdin: nothing was written; fix the file, or use --force to write it anyway\n");
        (await run.ListsAsync()).ShouldBe(Listed);

        (await run.PrintsAsync("upsert", "b", "--file", "-", "--force")).ShouldBe($"wrote 1 item to table {run.Table}\n");
        run.Error.ToString().ShouldStartWith($"confd: warning: stdin: {problem}\n");
    }

    [Theory]
    [InlineData("init")]
    [InlineData("upsert")]
    public async Task Write_SetWithInvalidFlags_NamesEveryFieldAndWritesNothing(string command)
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = TwoBadFlags;

        (await run.RunAsync(command, "--file", "-")).ShouldBe(1);

        run.Error.ToString().ShouldContain("confd: error: stdin: $.flags.a.on: found a string where true or false is expected\n");
        run.Error.ToString().ShouldContain(
            "confd: error: stdin: $.flags.b.fallthrough.variation: is 3, but the flag's variations are 0 to 0\n");
        (await run.ListsAsync()).ShouldBe(Listed);
    }

    [Fact]
    public async Task Init_SetThatEvaluatorsCanRead_IsWrittenWithWarnings()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = """{"flags":{"b":{"version":9,"variations":[1],"fallthrough":{"variation":3}}},"segments":{}}""";

        (await run.PrintsAsync("init", "--file", "-")).ShouldContain("with 1 flag and 0 segments");

        run.Error.ToString().ShouldBe(
            "confd: warning: stdin: $.flags.b.fallthrough.variation: is 3, but the flag's variations are 0 to 0\n");
        (await run.ListsAsync()).ShouldBe("flag\tb\t9\n");
    }

    [Fact]
    public async Task Init_NameWithAControlCharacter_IsReportedWithoutIt()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = """
            {"flags":{"b":{"version":9,"variations":[1],"fallthrough":{"variation":0},
            "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["s\u001b"]}]}]}},"segments":{}}
            """;

        await run.RunAsync("init", "--file", "-");

        run.Error.ToString().ShouldContain("""name the segment 's\x1b', which the set does not have""");
    }

    [Theory]
    [InlineData("""{"flags":{},"segments":{}}""")]
    [InlineData("""{"flags":null}""")]
    [InlineData("""{"flagValues":{}}""")]
    [InlineData("""{"flags":{"a":{"version":9,"deleted":true}}}""")]
    public async Task Init_EmptySet_IsRefusedUnlessAllowed(string json)
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = json;

        (await run.RunAsync("init", "--file", "-")).ShouldBe(1);
        run.Error.ToString().ShouldBe(
            $"confd: error: the file has no flags and no segments, and all that table {run.Table} has would be "
            + "removed (2 flags, 1 segment); "
            + "nothing was changed. If intended, use --allow-empty\n");
        (await run.RunAsync("init", "--file", "-", "--force")).ShouldBe(1);
        (await run.ListsAsync()).ShouldBe(Listed);

        (await run.PrintsAsync("init", "--file", "-", "--allow-empty", "--dry-run")).ShouldBe(
            $"would initialize table {run.Table} with 0 flags and 0 segments\nwould remove 2 flags: a, b\nwould remove 1 segment: s\n");
        (await run.ListsAsync()).ShouldBe(Listed);
        (await run.PrintsAsync("init", "--file", "-", "--allow-empty")).ShouldEndWith("\nremoved 2 flags: a, b\nremoved 1 segment: s\n");
        (await run.ListsAsync()).ShouldBe("");
    }

    [Fact]
    public async Task Init_MostOfMany_AreRemovedOnlyWhereAllowed()
    {
        static string Flags(int count) =>
            "{\"flags\":{" + string.Join(',', Enumerable.Range(0, count).Select(n => $"\"f{n:00}\":{{\"version\":1}}")) + "}}";
        await using var run = await FlagRun.CreateAsync(Flags(40));
        run.Input = Flags(1);

        (await run.RunAsync("init", "--file", "-")).ShouldBe(1);
        run.Error.ToString().ShouldEndWith(
            $"confd: error: 39 of 40 flags of table {run.Table} would be removed; nothing was changed. "
            + "If intended, use --allow-empty\n");
        run.Input = Flags(20);
        await run.PrintsAsync("init", "--file", "-");
        run.Input = Flags(9);
        (await run.RunAsync("init", "--file", "-", "--dry-run")).ShouldBe(1);
        await run.PrintsAsync("init", "--file", "-", "--allow-empty");

        (await run.ListsAsync()).Split('\n').Length.ShouldBe(9 + 1);
    }

    [Theory]
    [InlineData("""{"flags":{},"segments":{}}""")]
    [InlineData("""{"flags":null,"segments":null}""")]
    [InlineData("""{"flagValues":{}}""")]
    public async Task Upsert_EmptySet_IsRefusedUnlessAllowed(string json)
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = json;

        foreach (var option in new[] { "--force", "--dry-run" })
        {
            (await run.RunAsync("upsert", "--file", "-", option)).ShouldBe(1);
            run.Error.ToString().ShouldBe(
                "confd: error: stdin has no flags and no segments; nothing was written. If intended, use --allow-empty\n");
            run.Output.ToString().ShouldBeEmpty();
        }

        (await run.PrintsAsync("upsert", "--file", "-", "--allow-empty")).ShouldBe($"wrote 0 items to table {run.Table}\n");
        (await run.ListsAsync()).ShouldBe(Listed);
    }

    [Fact]
    public async Task Upsert_SetOfTombstones_IsNotEmpty()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = """{"flags":{"a":{"version":9,"deleted":true}}}""";

        (await run.PrintsAsync("upsert", "--file", "-")).ShouldBe($"wrote 1 item to table {run.Table}\n");
        (await run.ListsAsync()).ShouldBe("flag\tb\t7\nsegment\ts\t2\n");
    }

    [Fact]
    public async Task Init_RemovedFlags_AreCountedAndNamed()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        run.Input = """{"flags":{"b":{"version":1}},"segments":{}}""";

        (await run.PrintsAsync("init", "--file", "-", "--dry-run", "--output", "json")).ShouldBe(
            $$$"""{"table":"{{{run.Table}}}","flags":1,"segments":0,"dryRun":true,"removed":{"flags":["a"],"segments":["s"]}}""" + "\n");
        (await run.ListsAsync()).ShouldBe(Listed);
        (await run.PrintsAsync("init", "--file", "-", "--output", "json"))
            .ShouldEndWith(""","removed":{"flags":["a"],"segments":["s"]}}""" + "\n");
        (await run.ListsAsync()).ShouldBe("flag\tb\t1\n");
    }

    [Fact]
    public async Task Init_DryRunOfAMissingTable_CreatesNothing()
    {
        var run = new FlagRun { Input = Data };

        (await run.PrintsAsync("init", "--file", "-", "--create-table", "--dry-run")).ShouldBe(
            $"would initialize table {run.Table} with 2 flags and 1 segment\n");
        (await run.RunAsync("init", "--file", "-", "--dry-run")).ShouldBe(2);
    }

    [Fact]
    public async Task Delete_MissingItem_ExitsWithTwoAndWritesNoTombstone()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.RunAsync("delete", "nosuch")).ShouldBe(2);
        run.Error.ToString().ShouldBe($"confd: error: table {run.Table} has no flag nosuch; nothing was written\n");
        (await run.RunAsync("delete", "nosuch", "--version", "5", "--kind", "segments")).ShouldBe(2);
        (await run.ListsAsync("--deleted")).ShouldBe(Listed);

        (await run.PrintsAsync("delete", "nosuch", "--version", "5", "--force")).ShouldBe("deleted the flag nosuch in version 5\n");
        (await run.ListsAsync("--deleted")).ShouldContain("flag\tnosuch\t5\tdeleted\n");
    }

    [Fact]
    public async Task Delete_ArchivedItem_SaysThatItIsArchivedUnlessForced()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        await run.PrintsAsync("archive", "b");

        (await run.RunAsync("delete", "b")).ShouldBe(2);
        run.Error.ToString().ShouldBe(
            $"confd: error: table {run.Table} has no flag b; it was archived in version 8; nothing was written\n");

        (await run.PrintsAsync("delete", "b", "--force")).ShouldBe("deleted the flag b in version 9\n");
        (await run.RunAsync("restore", "b")).ShouldNotBe(0);
    }

    [Fact]
    public async Task Delete_RowThatCannotBeRead_IsDeletedByForceInTheVersionAfterIts()
    {
        await using var run = await FlagRun.CreateAsync(Data);
        await run.PutRowAsync("torn", 5);

        (await run.RunAsync("delete", "torn", "--force", "--version", "5")).ShouldBe(3);
        (await run.PrintsAsync("delete", "torn", "--force")).ShouldBe("deleted the flag torn in version 6\n");

        (await run.ListsAsync("--deleted")).ShouldContain("flag\ttorn\t6\tdeleted\n");
    }

    [Fact]
    public async Task Delete_DryRunLowerVersionAndTwice_ReportWhatTheyDid()
    {
        await using var run = await FlagRun.CreateAsync(Data);

        (await run.PrintsAsync("delete", "b", "--dry-run")).ShouldBe("would delete the flag b in version 8\n");
        (await run.RunAsync("delete", "b", "--version", "7")).ShouldBe(3);
        run.Output.ToString().ShouldBe("left the flag b: the stored version is 7 or higher\n");
        (await run.ListsAsync()).ShouldBe(Listed);

        (await run.PrintsAsync("delete", "b", "-o", "json")).ShouldBe("""{"kind":"flag","key":"b","version":8,"deleted":true}""" + "\n");
        (await run.RunAsync("delete", "b", "-o", "json")).ShouldBe(2);
        run.Output.ToString().ShouldBe("""{"kind":"flag","key":"b","version":8,"deleted":false}""" + "\n");
        run.Error.ToString().ShouldBe($"confd: error: table {run.Table} has no flag b; it was deleted in version 8; nothing was written\n");
    }
}
