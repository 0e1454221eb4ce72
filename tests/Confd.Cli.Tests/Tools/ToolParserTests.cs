using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tools;

/// <summary>How the parser of tools handles words that have a meaning in other programs.</summary>
public sealed class ToolParserTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Word_WithAtSign_IsNotAResponseFile()
    {
        var file = "@" + _files.Write("words", "--value-attribute=evil injected");

        var parsed = Parse("put", "/cron", "@daily", "-m", "@bob wants it");
        var named = Parse("put", "/cron", file);

        parsed.GetValue<string>("value").ShouldBe("@daily");
        parsed.GetValue<string>("--message").ShouldBe("@bob wants it");
        named.GetValue<string>("value").ShouldBe(file);
        named.GetValue<string>("--value-attribute").ShouldBe("value");
    }

    [Theory]
    [InlineData("/h")]
    [InlineData("/?")]
    [InlineData("-?")]
    public void Word_HelpAsAKeyOrValue_IsTakenLiterally(string word)
    {
        var parsed = Parse("put", word, word);

        ToolParser.RequestsHelp(parsed).ShouldBeFalse();
        parsed.GetValue<string>("key").ShouldBe(word);
        parsed.GetValue<string>("value").ShouldBe(word);
    }

    [Fact]
    public void Option_WithAnEmptyValue_DoesNotTakeTheNextWord()
    {
        var parsed = Parse("put", "--message=", "/k", "--partition=", "--", "--message=");

        parsed.GetValue<string>("--message").ShouldBe("");
        parsed.GetValue<string>("--partition").ShouldBe("");
        parsed.GetValue<string>("key").ShouldBe("/k");
        parsed.GetValue<string>("value").ShouldBe("--message=");
    }

    // What a new version of the parser adds is looked at before it is let in.
    [Fact]
    public void Defaults_OfTheParser_AreOnOrOffAsListed()
    {
        var parsed = Parse("put", "/k", "v");
        var invocation = ToolParser.Invocation(TextWriter.Null, TextWriter.Null);

        SettingsOf(parsed.Configuration).ShouldBe(
            ["EnablePosixBundling = True", "ResponseFileTokenReplacer = off"]);
        SettingsOf(invocation).ShouldBe(
            ["EnableDefaultExceptionHandler = False", "Error = Null", "Output = Null", "ProcessTerminationTimeout = off"]);
        _host.Tools.Options.Select(option => string.Join(' ', option.Aliases.Prepend(option.Name))).ShouldBe(["--help -h", "--version"]);
        _host.Tools.Directives.Select(directive => directive.Name).ShouldBe(["suggest"]);
        _host.Tools.TreatUnmatchedTokensAsErrors.ShouldBeTrue();
    }

    [Fact]
    public void Directive_BehindTheToolsName_IsAKeyAndAValue()
    {

        // Directives count in front of the tool's name alone, where confd itself reads.
        var parsed = Parse("put", "[suggest:1]", "[diagram]");
        parsed.GetValue<string>("key").ShouldBe("[suggest:1]");
        parsed.GetValue<string>("value").ShouldBe("[diagram]");
    }

    [Theory]
    [InlineData(0, "table", "put", "--help")]
    [InlineData(0, "table", "put", "/k", "-h")]
    [InlineData(0, "table", "nonsense", "--help")]
    [InlineData(1, "table", "put", "/k", "--", "--help", "-h")]
    [InlineData(1, "table", "put", "-?")]
    public async Task Help_OfOptionsAlone_IsShown(int status, params string[] words)
    {
        (await _host.RunAsync(words)).ShouldBe(status);

        _host.Output.Contains("Description:", StringComparison.Ordinal).ShouldBe(status == 0);
    }

    [Theory]
    [InlineData("table", "  rm <key>...            Delete keys.\n")]
    [InlineData("table", "  ls [<prefix>]          List keys, sorted.\n")]
    [InlineData("flags", "  set <key> <on|off>      Turn a flag on or off.\n")]
    public async Task Help_ListOfCommands_ShowsArgumentsAsTheirUsageLines(string tool, string line)
    {
        (await _host.RunAsync(tool, "--help")).ShouldBe(0);

        _host.Output.ShouldContain(line);
    }

    private static IEnumerable<string> SettingsOf(object configuration) => configuration.GetType().GetProperties()
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => $"{property.Name} = {NameOf(property.GetValue(configuration))}");

    private static string NameOf(object? value) => value switch
    {
        null => "off",
        TextWriter => "Null",
        _ => $"{value}",
    };

    private System.CommandLine.ParseResult Parse(params string[] words)
    {
        var parsed = ToolParser.Parse(_host.Tools, ["table", words[0], "--table", "settings", .. words[1..]]);
        parsed.Errors.Select(error => error.Message).ShouldBeEmpty();
        return parsed;
    }
}
