using Confd.Cli.Tests.Flags;
using Confd.Cli.Tools;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tables;

/// <summary>Names that others chose, as the commands for tables and flags print them: each on its line, and none that steers a
/// terminal or reads back as another.</summary>
public sealed class HostileNamesTests
{
    [Theory]
    [InlineData("/a\n/admin", "/a\\n/admin")]
    [InlineData("/a\r\u001b[2J\u009b31m", "/a\\r\\x1b[2J\\x9b31m")]
    [InlineData("/a\u202egnp.exe\u2028", "/a\\u202egnp.exe\\u2028")]
    public async Task List_NameWithControlCharacters_StaysOnItsLine(string key, string shown)
    {
        await using var run = await WithKeyAsync(key);

        (await run.PrintsAsync("ls")).ShouldBe($"{shown}\n");
        (await run.PrintsAsync("import", "-", "--format", "env", "--dry-run", "--prune", "--prefix", "/")).ShouldBe($"-{shown}=v\n+/x=1\n");
    }

    [Theory]
    [InlineData("/a\n/admin", "/a\\n/admin")]
    [InlineData("/a=b", "/a=b")]
    [InlineData("/a ", "/a ")]
    public async Task Values_AmbiguousKey_IsACommentAndIsNotExported(string key, string shown)
    {
        await using var run = await WithKeyAsync(key);

        (await run.PrintsAsync("ls", "--values")).ShouldBe($"# {shown} cannot stand in a KEY=VALUE line; export it as json\n");
        (await run.RunAsync("export", "--format", "env")).ShouldBe(1);
        run.Output.ToString().ShouldBeEmpty();
        run.Error.ToString().ShouldBe($"confd: error: key {shown} cannot stand in a KEY=VALUE line; export as json or yaml\n");
    }

    [Fact]
    public async Task Values_OnATerminal_EscapeControlCharacters()
    {
        const string Value = "red \u001b[31m\a\u009b2J\u202e\r\tend";
        const string Shown = "red \\x1b[31m\\x07\\x9b2J\\u202e";
        await using var run = await TableRun.CreateAsync();
        run.Input = Value + "\nline two\n";
        await run.PrintsAsync("put", "/a", "-");
        var raw = await run.PrintsAsync("get", "/a");
        raw.ShouldStartWith(Value);
        var exported = await run.PrintsAsync("export", "--format", "env");
        (await run.PrintsAsync("ls", "--values")).ShouldBe(exported);
        exported.ShouldContain("\u001b");

        run.WritesToTerminal = true;

        (await run.PrintsAsync("get", "/a")).ShouldStartWith($"{Shown}\\r\tend\nline two\n");
        foreach (var arguments in new string[][] { ["ls", "--values"], ["export", "--format", "env"] })
        {
            (await run.PrintsAsync(arguments)).ShouldStartWith($"/a=\"{Shown}\\r\\tend\\nline two");
        }

        foreach (var format in new[] { "json", "yaml" })
        {
            (await run.PrintsAsync("export", "--format", format))
                .Where(character => char.IsControl(character) && character is not ('\n' or '\t')).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("/a", true)]
    [InlineData("/a#b c", true)]
    [InlineData("#a", false)]
    [InlineData("", false)]
    [InlineData(" /a", false)]
    [InlineData("/a\t", false)]
    [InlineData("\ufeff/a", false)]
    [InlineData("export /a", false)]
    [InlineData("/a=b", false)]
    [InlineData("/a\r", false)]
    public void CanHold_Key_IsTrueWhereTheLineReadsBackToIt(string key, bool expected) => KeyValueLines.CanHold(key).ShouldBe(expected);

    [Fact]
    public async Task Flags_NamesWithControlCharacters_StayOnTheirLines()
    {
        await using var run = await FlagRun.CreateAsync(
            """{"flags":{"x\u001b[2J\nflag\tforged\t9":{"version":1,"variations":[1],"fallthrough":{"variation":0}}}"""
            + ""","segments":{"s\u202e":{"version":1}}}""");

        (await run.ListsAsync()).ShouldBe("flag\tx\\x1b[2J\\nflag\\tforged\\t9\t1\nsegment\ts\\u202e\t1\n");
        (await run.PrintsAsync("delete", "s\u202e", "--kind", "segments", "--dry-run"))
            .ShouldBe("would delete the segment s\\u202e in version 2\n");
    }

    private static async Task<TableRun> WithKeyAsync(string key)
    {
        var run = await TableRun.CreateAsync();
        run.Input = "/x=1\n";
        using var client = DynamoDbLocal.CreateClient();
        await client.PutItemAsync(run.Table, new() { ["key"] = new(key), ["value"] = new("v") }, Cancellation);
        return run;
    }
}
