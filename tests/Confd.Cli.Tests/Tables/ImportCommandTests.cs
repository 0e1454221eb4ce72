using Confd.Cli.Tests.Tools;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Tables;

public sealed class ImportCommandTests
{
    [Theory]
    [InlineData("config.json", """{"app": {"db": {"host": "h", "port": 5432}, "tags": ["a", "b"]}}""")]
    [InlineData("config.yaml", "app:\n  db:\n    host: h\n    port: 5432\n  tags: [a, b]\n")]
    [InlineData("config.env", "# comment\nexport /app/db/host=h\n/app/db/port=\"5432\"\napp/tags/0='a'\n/app/tags/1='b' # a comment\n")]
    public async Task Import_File_MakesPathsOfNestedMaps(string name, string text)
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();

        (await run.PrintsAsync("import", files.Write(name, text))).ShouldBe("wrote 4 keys, deleted 0, left 0 unchanged\n");

        var lines = await run.PrintsAsync("ls", "--values");
        lines.ShouldStartWith("/app/db/host=h\n/app/db/port=5432\n/app/tags/0=a\n/app/tags/1=b");
    }

    [Fact]
    public async Task Import_ManyKeys_WritesAllAndShowsProgressOnATerminal()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = string.Concat(Enumerable.Range(0, 260).Select(n => $"/app/k{n:000}={n}\n"));
        run.ShowsProgress = true;

        (await run.PrintsAsync("import", "-")).ShouldBe("wrote 260 keys, deleted 0, left 0 unchanged\n");

        run.Error.ToString().ShouldStartWith("\r25/260 keys\r50/260 keys");
        run.Error.ToString().ShouldEndWith("\r260/260 keys\n");
        (await run.PrintsAsync("ls")).Split('\n').Length.ShouldBe(261);
    }

    [Fact]
    public async Task Import_DryRun_ShowsTheDifferenceAndWritesNothing()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = "/app/a=1\n/app/b=old\n/app/gone=x\n";
        await run.PrintsAsync("import", "-");
        run.Input = "a=1\nb=\"new\\nline\"\nc=3\n";

        var diff = await run.PrintsAsync("import", "-", "--prefix", "/app", "--prune", "--dry-run");

        diff.ShouldBe("-/app/b=old\n+/app/b=\"new\\nline\"\n+/app/c=3\n-/app/gone=x\n");
        run.Error.ToString().ShouldBe("1 to add, 1 to change, 1 to delete, 1 unchanged\n");
        (await run.PrintsAsync("ls", "--values")).ShouldBe("/app/a=1\n/app/b=old\n/app/gone=x\n");
    }

    [Fact]
    public async Task Import_Prune_DeletesOnlyBelowThePrefixAndWritesOnlyDifferences()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = "/app/a=1\n/app/gone=x\n/apple=keep\n/other=keep\n";
        await run.PrintsAsync("import", "-");
        run.Input = "a=1\nb=2\n";

        (await run.PrintsAsync("import", "-", "--prefix", "/app", "--prune")).ShouldBe("wrote 1 key, deleted 1, left 1 unchanged\n");

        (await run.PrintsAsync("ls", "--values")).ShouldBe("/app/a=1\n/app/b=2\n/apple=keep\n/other=keep\n");
    }

    [Fact]
    public async Task Import_PruneWithoutKeys_IsRefused()
    {
        await using var run = await TableRun.CreateAsync();
        await run.RunAsync("put", "/a", "1");
        run.Input = "# nothing\n";

        (await run.RunAsync("import", "-", "--prune")).ShouldBe(1);
        (await run.PrintsAsync("ls")).ShouldBe("/a\n");
    }

    [Fact]
    public async Task Import_OneValueIsTooLarge_NamesItsKeyAndWritesNothing()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = $"/a=1\n/big={new string('x', 500_000)}\n/c=3\n";

        (await run.RunAsync("import", "-")).ShouldBe(1);

        run.Error.ToString().ShouldContain("the item of key '/big' has");
        (await run.PrintsAsync("ls")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_OtherAttributesMakeAnItemTooLarge_NamesItsKey()
    {
        await using var run = await TableRun.CreateAsync();
        using var client = DynamoDbLocal.CreateClient();
        await client.PutItemAsync(
            run.Table,
            new() { ["key"] = new() { S = "/big" }, ["note"] = new() { S = new string('n', 300_000) } },
            Cancellation);
        run.Input = $"/a=1\n/big={new string('x', 200_000)}\n";

        (await run.RunAsync("import", "-")).ShouldBe(1);

        run.Error.ToString().ShouldContain("confd: error: key '/big', with the other attributes of its item: UpdateItem of table");
    }

    [Theory]
    [InlineData("a.env", "/a=1\nno equals sign\n", "a.env:2: expected KEY=VALUE; a file of another form needs --format json or yaml")]
    [InlineData("a.env", "\uFEFF/a=1\n=2\n", "a.env:2: expected KEY=VALUE; a file of another form needs --format json or yaml")]
    [InlineData("a.env", "/a=\"open\n", "a.env:1: the quote is not closed")]
    [InlineData("a.json", "{\"a\": ", "a.json")]
    [InlineData("a.yaml", "a: [1\n", "a.yaml")]
    public async Task Import_BrokenFile_NamesTheFileAndWritesNothing(string name, string text, string message)
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("import", files.Write("good.env", "/good=1\n"), files.Write(name, text))).ShouldBe(1);

        run.Error.ToString().ShouldStartWith("confd: error: ");
        run.Error.ToString().ShouldContain(message);
        (await run.PrintsAsync("ls")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_JsonThatIsNotUtf8_IsRefusedAndNothingIsWritten()
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();
        var file = files.Write("a.json", "");
        await File.WriteAllBytesAsync(file, [.. "{\"a\":\"caf"u8, 0xE9, .. "\"}"u8], Cancellation);

        (await run.RunAsync("import", file)).ShouldBe(1);

        run.Error.ToString().ShouldBe($"confd: error: {file} is not UTF-8 (byte 9); encode binary values, such as with base64\n");
        (await run.PrintsAsync("ls")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_SecondYamlDocument_IsRefusedAndNothingIsWritten()
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("import", files.Write("a.yaml", "a: 1\n---\nb: 2\n"))).ShouldBe(1);

        run.Error.ToString().ShouldEndWith("yaml: line 2: there is a second document\n");
        (await run.PrintsAsync("ls")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a.json", """{"a//b":1,"a":{"b":2}}""", "two entries are the key \"/a/b\": \"a//b\", and \"b\" in \"a\"")]
    [InlineData("a.json", """{"a":["x"],"a/0":"y"}""", "two entries are the key \"/a/0\": \"0\" in \"a\", and \"a/0\"")]
    [InlineData("a.yaml", "a/./b: 1\na: {b: 2026-01-01}\n", "two entries are the key \"/a/b\": \"a/./b\", and \"b\" in \"a\"")]
    [InlineData("a.json", "{\"x\":{\"a\":1,\n\"a\":2}}", "line 2: the name \"a\" comes twice in an object")]
    [InlineData("a.yaml", "a: 1\na: 2\n", "mapping key \"a\" already defined at line 1")]
    [InlineData("a.env", "a//b=1\n/c=2\n/a/b=3\n", "a.env:3: line 1 sets key /a/b too")]
    public async Task Import_TwoEntriesOfOneKey_IsRefusedAndNothingIsWritten(string name, string text, string message)
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("import", files.Write(name, text))).ShouldBe(1);

        run.Error.ToString().ShouldEndWith($"{message}\n");
        run.Error.ToString().ShouldContain(name);
        (await run.PrintsAsync("ls")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a.json", "{\"a\":1,\n\"b\":\"x\\ud800\"}", "line 2: half of a surrogate pair is not text")]
    [InlineData("a.json", "{\"a\":1,\n\"\\udc00\":1}", "line 2: half of a surrogate pair is not text")]
    [InlineData("a.yaml", "a: 1\nb: \"x\\ud800\"\n", "yaml: line 2: While scanning a quoted scalar, found invalid Unicode surrogates.")]
    [InlineData("a.yaml", "a: 1\n\"\\udc00\": 1\n", "yaml: line 2: While scanning a quoted scalar, found invalid Unicode surrogates.")]
    public async Task Import_HalfOfASurrogatePair_IsRefusedAndNothingIsWritten(string name, string text, string message)
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("import", files.Write(name, text))).ShouldBe(1);

        run.Error.ToString().ShouldEndWith($"{name}: {message}\n");
        (await run.PrintsAsync("ls")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a.json", "{\"a\": 1}")]
    [InlineData("a.yaml", "a: 1\n")]
    [InlineData("a.env", "a=1\n")]
    public async Task Import_ByteOrderMark_IsSkippedInEveryFormat(string name, string text)
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();

        await run.PrintsAsync("import", files.Write(name, $"\uFEFF{text}"));

        (await run.PrintsAsync("ls", "--values")).ShouldBe("/a=1\n");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    [InlineData("env")]
    public async Task Export_KeyOfManyLevels_IsReadBack(string format)
    {
        await using var run = await TableRun.CreateAsync();
        var deep = string.Concat(Enumerable.Repeat("/x", 1024));
        var keys = $"{deep}=deep\n{deep[..^2]}=above\n/x=top\n";
        run.Input = keys;
        await run.PrintsAsync("import", "-");
        run.Input = await run.PrintsAsync("export", "--format", format);
        await run.PrintsAsync("rm", "-r", "/");

        await run.PrintsAsync("import", "-", "--format", format);

        (await run.PrintsAsync("ls", "--values")).Split('\n').Order().ShouldBe(keys.Split('\n').Order());
    }

    [Fact]
    public async Task ImportRemove_RefusedInTheMiddle_ReportHowMuchIsDone()
    {
        await using var run = await TableRun.CreateAsync();
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        run.Reached = ToolRun.Connection with { Endpoint = new Uri(proxy.Url) };
        run.Input = string.Concat(Enumerable.Range(0, 60).Select(n => $"/app/k{n:000}={n}\n"));
        proxy.Enqueue(Fault.None, "UpdateItem", times: 30);
        proxy.Enqueue(Fault.AccessDenied, "UpdateItem", times: 30);

        (await run.RunAsync("import", "-")).ShouldBe(1);
        run.Error.ToString().ShouldMatch(
            @"^confd: warning: (2\d|30) of 60 keys are written or deleted, perhaps a few more; run the command again for the rest\n"
            + "confd: error: UpdateItem");

        proxy.Enqueue(Fault.None, "BatchWriteItem");
        proxy.Enqueue(Fault.AccessDenied, "BatchWriteItem");
        (await run.RunAsync("rm", "-r", "/app")).ShouldBe(1);
        run.Error.ToString().ShouldStartWith("confd: warning: 25 of ");
    }

    [Fact]
    public async Task ImportRemove_ResultCannotBePrinted_ReportThatAllIsDone()
    {
        await using var run = await TableRun.CreateAsync();
        await using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await using var full = new StreamWriter(device, leaveOpen: true) { AutoFlush = true };
        run.Printer = full;
        run.Input = "/a=1\n";
        const string Expected = "confd: error: all changes were made, but could not be reported: No space left on device";

        (await run.RunAsync("import", "-")).ShouldBe(1);
        run.Error.ToString().ShouldStartWith(Expected);
        (await run.RunAsync("rm", "-r", "/")).ShouldBe(1);
        run.Error.ToString().ShouldStartWith(Expected);
        (await run.RunAsync("import", "-", "--dry-run")).ShouldBe(1);
        run.Error.ToString().ShouldStartWith("confd: error: No space left on device");
        run.Printer = null;
        (await run.PrintsAsync("ls")).ShouldBeEmpty();
    }

    [Fact]
    public async Task RemoveKeys_RefusedInTheMiddle_ReportsHowMuchIsDone()
    {
        await using var run = await TableRun.CreateAsync();
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        run.Reached = ToolRun.Connection with { Endpoint = new Uri(proxy.Url) };
        await run.PrintsAsync("put", "/a", "1");
        await run.PrintsAsync("put", "/b", "2");
        proxy.Enqueue(Fault.None, "DeleteItem");
        proxy.Enqueue(Fault.AccessDenied, "DeleteItem");

        (await run.RunAsync("rm", "/a", "/b")).ShouldBe(1);

        run.Error.ToString().ShouldStartWith("confd: warning: 1 of 2 keys are written or deleted");
    }

    [Fact]
    public async Task Import_LinesWithByteOrderMark_HaveKeysWithoutIt()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = "\uFEFF/a=1\n/b=\uFEFFtext";

        await run.PrintsAsync("import", "-");

        (await run.PrintsAsync("ls", "--values")).ShouldBe("/a=1\n/b=\uFEFFtext\n");
    }

    [Fact]
    public async Task Import_FormatOtherThanTheExtension_Wins()
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();

        await run.PrintsAsync("import", "--format", "yaml", files.Write("a.json", "a: 1\n"));

        (await run.PrintsAsync("ls", "--values")).ShouldBe("/a=1\n");
    }

    [Fact]
    public async Task Import_Folder_IsReportedAsADirectory()
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("import", files.Path)).ShouldBe(1);

        run.Error.ToString().ShouldBe($"confd: error: cannot read {files.Path}: is a directory\n");
    }

    [Fact]
    public async Task Export_KeyThatNoLineCanHold_FailsAndPrintsNothing()
    {
        await using var run = await TableRun.CreateAsync();
        await run.RunAsync("put", "/a", "1");
        await run.RunAsync("put", "/b=c", "2");

        (await run.RunAsync("export", "--format", "env")).ShouldBe(1);

        run.Output.ToString().ShouldBeEmpty();
        run.Error.ToString().ShouldBe("confd: error: key /b=c cannot stand in a KEY=VALUE line; export as json or yaml\n");
    }

    [Fact]
    public async Task Export_ManyLargeValues_IsWholeJson()
    {
        await using var run = await TableRun.CreateAsync();
        run.Input = string.Concat(Enumerable.Range(0, 60).Select(n => $"/app/{n % 7}/k{n:00}={new string('ü', 3_000)}{n}\n"));
        await run.PrintsAsync("import", "-");

        using var document = System.Text.Json.JsonDocument.Parse(await run.PrintsAsync("export"));

        var apps = document.RootElement.GetProperty("app");
        apps.EnumerateObject().Sum(app => app.Value.EnumerateObject().Count()).ShouldBe(60);
        apps.GetProperty("3").GetProperty("k59").GetString().ShouldBe(new string('ü', 3_000) + "59");
    }

    [Fact]
    public async Task Import_LineThatIsNotUtf8_IsNamedAndNothingIsWritten()
    {
        using var files = new TempDirectory();
        await using var run = await TableRun.CreateAsync();
        var file = files.Write("a.env", "");
        await File.WriteAllBytesAsync(file, [.. "/a=1\r\n/b=caf"u8, 0xE9, (byte)'\n'], Cancellation);

        (await run.RunAsync("import", file)).ShouldBe(1);

        run.Error.ToString().ShouldContain("a.env:2 is not UTF-8 (byte 6)");
        (await run.PrintsAsync("ls")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_MissingFile_NamesIt()
    {
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("import", "/no/such/file.json")).ShouldBe(1);
        run.Error.ToString().ShouldContain("/no/such/file.json");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    [InlineData("env")]
    public async Task Export_AnyFormat_IsReadBackByImport(string format)
    {
        await using var run = await TableRun.CreateAsync();
        var values = new Dictionary<string, string>
        {
            ["/app"] = "leaf and branch",
            ["/app/a"] = "1",
            ["/app/b/c"] = "two\nlines\n\ttab \"quote\" \\ end",
            ["/app/b"] = " padded ",
            ["/date"] = "2026-01-01",
            ["/empty"] = "",
            ["/emoji/🎉"] = "Grüße 🎉 \u0001",
            ["/list/0"] = "a",
            ["/list/1"] = "'b'",
            ["/number"] = "0123",
            ["/yes"] = "yes",
        };
        foreach (var (key, value) in values)
        {
            run.Input = value;
            (await run.RunAsync("put", key, "-")).ShouldBe(0);
        }

        var before = await run.PrintsAsync("ls", "--values");
        var exported = await run.PrintsAsync("export", "--format", format);
        await run.PrintsAsync("rm", "-r", "/");
        run.Input = exported;
        await run.PrintsAsync("import", "-", "--format", format);

        (await run.PrintsAsync("ls", "--values")).ShouldBe(before);
    }
}
