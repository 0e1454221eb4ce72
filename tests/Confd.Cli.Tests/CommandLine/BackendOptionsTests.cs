using Confd.Backends;
using Confd.Backends.DynamoDb;
using Confd.Cli.CommandLine;
using Confd.Engine.Backends;
using Confd.TestSupport;

namespace Confd.Cli.Tests.CommandLine;

public sealed class BackendOptionsTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_EachKind_ShowsAndReadsItsDefault()
    {
        BackendOption[] rows =
        [
            new("a-text", OptionKind.Text, "h"), new("b-text", OptionKind.Text, "h") { Default = "key" },
            new("number", OptionKind.Integer, "h") { Default = 7L },
            new("time", OptionKind.Duration, "h") { Default = TimeSpan.FromSeconds(90) },
            new("off", OptionKind.Switch, "h"),
            new("on", OptionKind.Switch, "h") { Default = true, IsNegatable = true }, new("list", OptionKind.TextList, "h"),
            new("node", OptionKind.TextList, "h") { CommandLineDefault = "127.0.0.1:1" },
        ];
        var options = rows.Select(BackendOptions.Of).ToList();

        options.Select(option => option.Summary).ShouldBe(
            ["--a-text=STRING", "--b-text=\"key\"", "--number=7", "--time=1m30s", "--off", "--on", "--list=LIST", "--node=127.0.0.1:1"]);
        options.Select(option => option.DefaultValue).ShouldBe(
            ["", "key", 7L, TimeSpan.FromSeconds(90), false, true, Array.Empty<string>(), new[] { "127.0.0.1:1" }]);
    }

    [Fact]
    public void Of_EverythingOfARow_IsTaken()
    {
        var row = new BackendOption("node", OptionKind.Text, "one node")
        {
            Variable = "CONFD_NODE",
            FileKey = "nodes",
            Short = 'n',
            IsRequired = true,
            IsPath = true,
            AllowedValues = ["a", "b"],
        };

        var option = BackendOptions.Of(row);

        (option.Name, option.Help, option.Variable, option.FileKey).ShouldBe(("node", "one node", "CONFD_NODE", "nodes"));
        option.Short.ShouldBe('n');
        (option.IsRequired, option.IsPath, option.IsInFile, option.IsNegatable).ShouldBe((true, true, true, false));
        option.AllowedValues.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Section_FlagsAndConfdToml_AreOneWithThoseOfATable()
    {
        var section = Section("dynamodb --table config --consistent-read", "key_attribute = \"k\"\nvalue_attribute = \"value\"\n");

        section.ShouldBe(new BackendSection("dynamodb",
        [
            new(DynamoBackendFactory.Table, "config"), new(DynamoBackendFactory.ConsistentRead, true),
            new(DynamoBackendFactory.KeyAttribute, "k"),
        ])
        { DialTimeout = TimeSpan.FromSeconds(5) });
    }

    [Fact]
    public void Section_ListsOfFlags_AddUp() =>
        Section("file --file a --file b", "").Texts(FileBackendFactory.File).ShouldBe(["a", "b"]);

    [Fact]
    public void Section_NothingSet_IsTheNameAndTheUsualLimit() =>
        Section("env", "").ShouldBe(new BackendSection("env") { DialTimeout = TimeSpan.FromSeconds(5) });

    private BackendSection Section(string arguments, string toml)
    {
        var parsed = ArgumentParser.Parse(arguments.Split(' '));
        ConfigFile.Apply(_folder.Write("confd.toml", toml), parsed);
        return BackendOptions.Section(parsed.Command!, parsed.Values);
    }
}
