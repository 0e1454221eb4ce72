using Confd.Cli.Tests.Support;

namespace Confd.Cli.Tests.Tables;

/// <summary>What a script with an unset variable gives is never the whole table.</summary>
public sealed class PathArgumentsTests
{
    private readonly CapturedHost _host = new();

    [Theory]
    [InlineData("the key is empty", "rm", "--recursive", "")]
    [InlineData("the key is empty", "rm", "/a", "")]
    [InlineData("the key is empty", "get", "")]
    [InlineData("the key is empty", "put", "", "1")]
    [InlineData("the key is empty", "show", "", "--at", "1h")]
    [InlineData("--prefix is empty", "import", "--prefix", "", "--prune", "x.json")]
    [InlineData("--prefix is empty", "import", "--prefix=", "x.json")]
    [InlineData("the prefix is empty; all keys are /", "restore", "", "--to", "1h")]
    [InlineData("the prefix is empty; all keys are /", "rotate-key", "", "--encrypt", "alias/a")]
    [InlineData("the prefix is empty; all keys are /", "ls", "")]
    [InlineData("the prefix is empty; all keys are /", "export", "")]
    [InlineData("the prefix is empty; all keys are /", "log", "")]
    [InlineData("the prefix is empty; all keys are /", "diff", "", "--from", "1h")]
    public async Task Path_Empty_IsAUsageError(string error, params string[] words)
    {
        (await _host.RunAsync(["table", words[0], "--table", "settings", .. words[1..]])).ShouldBe(1);

        _host.Error.ShouldBe($"confd: error: {error}\n");
    }

    [Theory]
    [InlineData("--partition-attribute", "create", "--partitioned")]
    [InlineData("--key-attribute", "create")]
    [InlineData("--value-attribute", "ls")]
    [InlineData("--journal", "log")]
    [InlineData("--journal", "journal", "enable")]
    public async Task Name_Empty_IsAUsageError(string option, params string[] words)
    {
        (await _host.RunAsync(["table", .. words, "--table", "settings", option, ""])).ShouldBe(1);

        _host.Error.ShouldBe($"confd: error: {option} is empty\n");
    }

    [Theory]
    [InlineData(".", "/", "rm", "-r")]
    [InlineData("/a/..", "/", "rm", "--recursive", "/b")]
    [InlineData("/app/", "/app", "rm", "--recursive")]
    [InlineData("//app", "/app", "restore", "--to", "1h")]
    [InlineData("app", "/app", "rotate-key", "--encrypt", "alias/a")]
    [InlineData("/app/../other", "/other", "import", "x.json", "--prefix")]
    public async Task Path_UncleanWhereAllBelowItIsWritten_IsAUsageError(string path, string clean, params string[] words)
    {
        (await _host.RunAsync(["table", .. words, path, "--table", "settings"])).ShouldBe(1);

        _host.Error.ShouldBe($"confd: error: the prefix {path} is not a clean path; did you mean {clean}?\n");
    }

    [Theory]
    [InlineData("rm", "--recursive", "/")]
    [InlineData("rm", "odd//key")]
    [InlineData("ls", "app/")]
    [InlineData("import", "x.json")]
    [InlineData("import", "x.json", "--prefix", "/")]
    [InlineData("restore", "--to", "1h")]
    public void Path_OfTheWholeTableOrOfReading_IsTaken(params string[] words) =>
        _host.Tools.Parse(["table", .. words, "--table", "settings"]).Errors.ShouldBeEmpty();
}
