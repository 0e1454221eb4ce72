namespace Confd.Cli.Tests.Tables;

public sealed class TableCommandTests
{
    [Fact]
    public async Task Create_TableExists_FailsUnlessAllowed()
    {
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("create")).ShouldBe(1);
        run.Error.ToString().ShouldBe($"confd: error: table {run.Table} exists already; --if-missing accepts that\n");
        (await run.RunAsync("create", "--if-missing")).ShouldBe(0);
    }

    [Fact]
    public async Task Create_ExistingTableDiffers_EnablesTheStreamOrIsRefused()
    {
        await using var run = await TableRun.CreateAsync();

        (await run.PrintsAsync("create", "--if-missing", "--stream")).ShouldBe($"table {run.Table} exists; its stream is turned on\n");
        (await run.PrintsAsync("create", "--if-missing", "--stream")).ShouldBe($"table {run.Table} exists\n");
        (await run.PrintsAsync("describe")).ShouldContain("stream: NEW_AND_OLD_IMAGES\n");
        (await run.RunAsync("create", "--if-missing", "--partitioned")).ShouldBe(1);
        run.Error.ToString().ShouldBe(
            $"confd: error: table {run.Table} exists and has the keys key (partition key), not partition, key; "
            + "take another name, or ask for the keys that it has\n");
    }

    [Fact]
    public async Task Describe_NewTable_ShowsKeysAndStatus()
    {
        await using var run = await TableRun.CreateAsync("--partitioned", "--stream");

        var text = await run.PrintsAsync("describe");

        text.ShouldContain($"table: {run.Table}\nstatus: ACTIVE\nkeys: partition (partition key), key (sort key)\nitems: 0\n");
        text.ShouldContain("stream: NEW_AND_OLD_IMAGES\n");
    }

    [Fact]
    public async Task Describe_MissingTable_HasAStatusOfItsOwnAndReportsWhatToDo()
    {
        var run = new TableRun();

        (await run.RunAsync("describe")).ShouldBe(2);

        run.Error.ToString().ShouldStartWith($"confd: error: failed to describe table {run.Table}: ResourceNotFoundException");
        run.Error.ToString().ShouldContain($"`confd table create --table {run.Table}`");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("describe")]
    [InlineData("stream", "enable")]
    [InlineData("stream", "disable")]
    [InlineData("journal", "enable")]
    [InlineData("journal", "disable")]
    [InlineData("journal", "status")]
    public async Task Table_NothingListens_IsTriedThreeTimes(params string[] command)
    {
        var run = new TableRun { Reached = TableRun.Connection with { Endpoint = new Uri("http://127.0.0.1:9") } };

        (await run.RunAsync(command)).ShouldBe(1);

        run.Error.ToString().ShouldContain("Connection refused (operation ");
        run.Error.ToString().ShouldContain(", 3 attempts)");
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("two\nlines\n")]
    [InlineData("Grüße 🎉 \"quoted\"")]
    public async Task PutAndGet_Value_ComesBackUnchanged(string value)
    {
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("put", "/app/x", value)).ShouldBe(0);
        (await run.PrintsAsync("get", "/app/x")).ShouldBe(value + "\n");
        (await run.PrintsAsync("get", "/app/x", "--no-newline")).ShouldBe(value);
    }

    [Fact]
    public async Task Put_Dash_ReadsStdinByteForByte()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = "first\nsecond\n";

        (await run.RunAsync("put", "/app/x", "-")).ShouldBe(0);
        (await run.PrintsAsync("get", "-n", "/app/x")).ShouldBe("first\nsecond\n");
    }

    [Fact]
    public async Task Put_StdinIsNotUtf8_FailsAndWritesNothing()
    {
        await using var run = await TableRun.CreateAsync();
        run.InputBytes = [0xFF, 0xFE];

        (await run.RunAsync("put", "/app/x", "-")).ShouldBe(1);

        run.Error.ToString().ShouldBe("confd: error: stdin is not UTF-8 (byte 0); encode binary values, such as with base64\n");
        (await run.RunAsync("get", "/app/x")).ShouldBe(2);
    }

    [Fact]
    public async Task Put_ValueOverTheLimit_NamesTheKeyAndKeepsTheOldValue()
    {
        await using var run = await TableRun.CreateAsync();
        await run.RunAsync("put", "/app/big", "old");
        run.Input = new string('x', 410_000);

        (await run.RunAsync("put", "/app/big", "-")).ShouldBe(1);

        run.Error.ToString().ShouldContain("the item of key '/app/big' has 410016 bytes; DynamoDB stores at most 409600 (400 KB)");
        (await run.PrintsAsync("get", "/app/big")).ShouldBe("old\n");
    }

    [Fact]
    public async Task Put_KeyThatNoTemplateFinds_IsWrittenWithAWarning()
    {
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("put", "app/x", "1")).ShouldBe(0);

        run.Error.ToString().ShouldBe("confd: warning: key app/x is written as it stands, but templates look for /app/x\n");
    }

    [Fact]
    public async Task Put_InPlaceOfAValueThatIsNotASecret_IsWritten()
    {
        await using var run = await TableRun.CreateAsync();
        using var client = Confd.TestSupport.DynamoDbLocal.CreateClient();
        await client.PutItemAsync(
            run.Table,
            new() { ["key"] = new() { S = "/number" }, ["value"] = new() { N = "1" } },
            Cancellation);
        await client.PutItemAsync(
            run.Table, new() { ["key"] = new() { S = "/none" } }, Cancellation);
        await run.PrintsAsync("put", "/sealed", "confd-secret:v1:AAAA");

        await run.PrintsAsync("put", "/number", "a");
        await run.PrintsAsync("put", "/none", "b");
        await run.PrintsAsync("put", "/sealed", "confd-secret:v1:BBBB");
        (await run.RunAsync("put", "/sealed", "c")).ShouldBe(1);

        (await run.PrintsAsync("ls", "--values")).ShouldBe("/none=b\n/number=a\n/sealed=confd-secret:v1:BBBB\n");
    }

    [Fact]
    public async Task Get_AbsentKey_HasAStatusOfItsOwn()
    {
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("get", "/none")).ShouldBe(2);
        run.Error.ToString().ShouldBe($"confd: error: table {run.Table} has no key /none\n");
    }

    [Fact]
    public async Task Remove_ItemWithoutAValue_IsKept()
    {
        await using var run = await TableRun.CreateAsync();
        using var client = Confd.TestSupport.DynamoDbLocal.CreateClient();
        await client.PutItemAsync(
            run.Table,
            new() { ["key"] = new() { S = "/a" }, ["note"] = new() { S = "n" } },
            Cancellation);

        (await run.RunAsync("get", "/a")).ShouldBe(2);
        (await run.RunAsync("rm", "/a")).ShouldBe(2);

        run.Error.ToString().ShouldBe($"confd: error: table {run.Table} has no key /a\n");
        (await client.ScanAsync(run.Table, ["note"], Cancellation)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ListAndRemove_Paths_EndAtSegments()
    {
        await using var run = await TableRun.CreateAsync();
        foreach (var key in new[] { "/app", "/app/a", "/app/b/c", "/apple" })
        {
            await run.RunAsync("put", key, $"value of {key}");
        }

        (await run.PrintsAsync("ls")).ShouldBe("/app\n/app/a\n/app/b/c\n/apple\n");
        (await run.PrintsAsync("ls", "/app/b", "--values")).ShouldBe("/app/b/c=value of /app/b/c\n");
        (await run.PrintsAsync("rm", "/app/a")).ShouldBeEmpty();
        (await run.RunAsync("rm", "/app/a")).ShouldBe(2);
        (await run.PrintsAsync("rm", "--recursive", "/app")).ShouldBe("deleted 2 keys\n");
        (await run.PrintsAsync("ls")).ShouldBe("/apple\n");
    }

    [Fact]
    public async Task Partition_Option_KeepsPartitionsApart()
    {
        await using var run = await TableRun.CreateAsync("--partitioned");

        (await run.RunAsync("put", "/a", "1", "--partition", "production")).ShouldBe(0);
        (await run.RunAsync("put", "/a", "2", "--partition", "staging")).ShouldBe(0);

        (await run.PrintsAsync("get", "/a", "--partition", "production")).ShouldBe("1\n");
        (await run.PrintsAsync("ls", "--values", "--partition", "staging")).ShouldBe("/a=2\n");
        (await run.RunAsync("ls")).ShouldBe(1);
        run.Error.ToString().ShouldContain("say which partition to read");
    }

    [Fact]
    public async Task Stream_EnableAndDisable_ChangeTheTable()
    {
        await using var run = await TableRun.CreateAsync();

        (await run.PrintsAsync("stream", "enable")).ShouldBe($"stream of table {run.Table} turned on\n");
        (await run.PrintsAsync("stream", "enable")).ShouldBe($"stream of table {run.Table} was on already\n");
        (await run.PrintsAsync("describe")).ShouldContain("stream: NEW_AND_OLD_IMAGES\n");
        (await run.PrintsAsync("stream", "disable")).ShouldBe($"stream of table {run.Table} turned off\n");
    }
}
