using Confd.Backends;
using Confd.Cli.CommandLine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.CommandLine;

public sealed class ConfigFileTests : IDisposable
{
    private static readonly CliOption<string> Table = (CliOption<string>)CliCommands.Find("dynamodb")!
        .Options.Single(option => option.Name == "table");
    private static readonly CliOption<string[]> Files =
        (CliOption<string[]>)CliCommands.BackendOptions.Single(option => option.Name == "file");

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Apply_MissingFile_SetsNothing()
    {
        var parsed = ArgumentParser.Parse(["env"]);

        ConfigFile.Apply(_folder["none.toml"], parsed);

        parsed.Values.IsSet(Options.ConfDir).ShouldBeFalse();
    }

    [Theory]
    [InlineData("log_level = \"debug\"")]
    [InlineData("log-level = \"debug\"")]
    [InlineData("Log_Level = \"debug\"")]
    public void Apply_HyphensUnderscoresAndCases_AreTheSame(string text) => Read(text, "env").Get(Options.LogLevel).ShouldBe("debug");

    [Theory]
    [InlineData("log-level = \"debug\"\nlog_level = \"error\"")]
    [InlineData("log_level = \"error\"\nlog-level = \"debug\"")]
    [InlineData("log_level = \"error\"\nLOG-LEVEL = \"debug\"")]
    [InlineData("LOG-LEVEL = \"error\"\nlog-level = \"debug\"")]
    [InlineData("Log_Level = \"debug\"\nlog_level = \"error\"")]
    public void Apply_TwoSpellings_TheOriginalsWins(string text) => Read(text, "env").Get(Options.LogLevel).ShouldBe("debug");

    [Fact]
    public void Apply_ListInTwoSpellings_IsNotJoined() =>
        Read("FILE = [\"b\"]\nfile = [\"a\"]", "file").Get(Files).ShouldBe(["a"]);

    [Fact]
    public void Apply_EveryOptionOfTheTable_IsRead()
    {
        foreach (var option in Options.Global.Concat(CliCommands.BackendOptions).Where(option => option.IsInFile))
        {
            var value = option.Kind switch
            {
                OptionKind.Integer => "7",
                OptionKind.Switch => "true",
                OptionKind.Duration => "\"7s\"",
                OptionKind.TextList => "[\"x\"]",
                _ => "\"x\"",
            };

            Read($"{option.FileKey} = {value}", "env").SourceOf(option).ShouldBe(OptionSource.File, option.Name);
        }
    }

    [Fact]
    public void Apply_FlagWithItsDefaultValue_BeatsTheFile() =>
        Read("failure_mode = \"fail-fast\"", "--failure-mode best-effort env").Get(Options.FailureMode).ShouldBe("best-effort");

    [Fact]
    public void Apply_SwitchSetToFalse_BeatsTheFile() => Read("noop = true", "--noop=false env").Get(Options.Noop).ShouldBeFalse();

    [Fact]
    public void Apply_Variable_BeatsTheFileAndLosesToTheFlag()
    {
        var parsed = ArgumentParser.Parse(["--prefix", "flag", "env"]);
        Variables.Apply(parsed, name => name switch
        {
            "CONFD_PREFIX" => "variable",
            "CONFD_CONFDIR" => "/variable",
            _ => null,
        });

        ConfigFile.Apply(_folder.Write("confd.toml", "prefix = \"file\"\nconfdir = \"/file\""), parsed);

        parsed.Values.Get(Options.Prefix).ShouldBe("flag");
        parsed.Values.Get(Options.ConfDir).ShouldBe("/variable");
    }

    [Fact]
    public void Apply_FileAndTable_MakeRequiredFlagsUnnecessary()
    {
        Read("table = \"t\"", "dynamodb").Get(Table).ShouldBe("t");
        Read("file = [\"a\", \"b\"]", "file").Get(Files).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Apply_Backend_IsUsedWhereNoneWasNamed()
    {
        var path = _folder.Write("confd.toml", "backend = \"env\"");
        var unnamed = ArgumentParser.Parse([]);
        var named = ArgumentParser.Parse(["dynamodb"]);

        ConfigFile.Apply(path, unnamed);
        ConfigFile.Apply(path, named);

        unnamed.Command.ShouldBe(CliCommands.Find("env"));
        named.Command.ShouldBe(CliCommands.Find("dynamodb"));
    }

    [Fact]
    public void Apply_BackendOfNoText_CountsAsAbsent()
    {
        var parsed = ArgumentParser.Parse([]);

        ConfigFile.Apply(_folder.Write("confd.toml", "backend = \"\""), parsed);

        parsed.Command.ShouldBeNull();
    }

    [Fact]
    public void Apply_NamedBackends_AreSections()
    {
        var parsed = Parse(
            "[backends.secrets]\nbackend = \"file\"\nfile = [\"/etc/secrets.yaml\"]\n[backends.env_2]\nbackend = \"env\"", "env");
        parsed.NamedBackends.Keys.ShouldBe(["secrets", "env_2"], ignoreOrder: true);
        parsed.NamedBackends["secrets"].ToString().ShouldBe("file file=/etc/secrets.yaml");
    }

    [Theory]
    [InlineData("[backends.x]\ntable = \"t\"", "[backends.x] needs backend = one of ")]
    [InlineData("[backends.x]\nbackend = \"nosuch\"", "[backends.x] needs backend = one of ")]
    [InlineData("[backends.\"a:b\"]\nbackend = \"env\"", "has more than letters, digits, - and _")]
    [InlineData("backends = 1", "expected a table")]
    public void Apply_InvalidNamedBackend_IsAnError(string text, string expected) =>
        Should.Throw<ConfigurationException>(() => Parse(text, "env")).Message.ShouldContain(expected);

    [Fact]
    public void Apply_UnknownKeysTablesAndEmptyTexts_AreIgnored() =>
        Read("nonsense = 1\nconfdir = \"\"\ndial_timeout = \"\"\n[section]\nx = 1", "env").IsSet(Options.ConfDir).ShouldBeFalse();

    [Theory]
    [InlineData("noop = false\nprefix = ", "toml: line 2: expected a value but found the end of the file (PATH:2:10)")]
    [InlineData("interval = \"x\"", "toml: line 1: expected an integer but found a string (PATH:1:12)")]
    [InlineData(
        "check_cmd_timeout = \"577h\"",
        "invalid check_cmd_timeout \"577h\": longer than 576h0m0s (24 days) (use Go duration format, e.g., \"30s\") (PATH:1:21)")]
    [InlineData("confdir = \"/tmp/x\\u0000y\"", "invalid confdir \"/tmp/x\\x00y\": it holds a NUL character (PATH:1:11)")]
    [InlineData("file = [\"a\\u0000\"]", "invalid file \"a\\x00\": it holds a NUL character (PATH:1:9)")]
    [InlineData("noop = 1", "toml: line 1: expected a boolean but found an integer (PATH:1:8)")]
    [InlineData("file = \"x\"", "toml: line 1: expected an array but found a string (PATH:1:8)")]
    [InlineData("file = [1]", "toml: line 1: expected a string but found an integer (PATH:1:9)")]
    [InlineData("backend = 1", "toml: line 1: expected a string but found an integer (PATH:1:11)")]
    [InlineData("[backend]\nbackend = \"env\"", "toml: line 1: expected a string but found a table (PATH:1:1)")]
    [InlineData("backend = \"mysql\"", "toml: line 1: unknown backend \"mysql\" (PATH:1:11)")]
    public void Apply_BadFile_NamesTheLineAsTheOriginalAndNamesItsPlace(string text, string expected)
    {
        var path = _folder.Write("confd.toml", text);

        var problem = Should.Throw<ConfigurationException>(() => ConfigFile.Apply(path, ArgumentParser.Parse([])));

        problem.Message.ShouldBe(expected.Replace("PATH", path, StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_BadDuration_IsWordedAsTheOriginalAndNamesItsLine()
    {
        var path = _folder.Write("confd.toml", "\ndial_timeout = \"5\"");

        var problem = Should.Throw<ConfigurationException>(() => ConfigFile.Apply(path, ArgumentParser.Parse(["env"])));

        problem.Message.ShouldBe(
            $"invalid dial_timeout \"5\": time: missing unit in duration \"5\" (use Go duration format, e.g., \"5s\") ({path}:2:16)");
    }

    [Fact]
    public void Apply_Folder_CannotBeRead() =>
        Should.Throw<ConfigurationException>(() => ConfigFile.Apply(_folder.Path, ArgumentParser.Parse(["env"])))
            .Message.ShouldBe($"read {_folder.Path}: is a directory");

    // Whoever names a file may mean a command's output: --config-file <(command).
    [Fact]
    public async Task Apply_Pipe_IsReadIfNamedExplicitlyAndRefusedOtherwise()
    {
        var pipe = NamedPipe.Make(_folder["confd.toml"]);
        var parsed = ArgumentParser.Parse(["--config-file", pipe, "env"]);

        await NamedPipe.WithWriterAsync(pipe, "interval = 7", () => ConfigFile.Apply(pipe, parsed));

        parsed.Values.Get(Options.Interval).ShouldBe(7);
        (await Should.ThrowAsync<ConfigurationException>(
            () => NamedPipe.WithoutWaitingAsync(() => ConfigFile.Apply(pipe, ArgumentParser.Parse(["env"])))))
            .Message.ShouldBe($"open {pipe}: it is a device, a pipe or a socket, not a file");
    }

    [Fact]
    public void Apply_PathBelowAPlainFile_CannotBeRead()
    {
        var path = _folder.Write("plain", "") + "/confd.toml";

        Should.Throw<ConfigurationException>(() => ConfigFile.Apply(path, ArgumentParser.Parse(["env"])))
            .Message.ShouldBe($"open {path}: not a directory");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/no/such/folder/confd.toml")]
    public void Apply_NoFile_IsFine(string path) =>
        Should.NotThrow(() => ConfigFile.Apply(path, ArgumentParser.Parse(["env"])));

    private OptionValues Read(string text, string arguments) => Parse(text, arguments).Values;

    private ParsedArguments Parse(string text, string arguments)
    {
        var parsed = ArgumentParser.Parse(arguments.Split(' '));
        ConfigFile.Apply(_folder.Write("confd.toml", text), parsed);
        return parsed;
    }
}
