using System.CommandLine;
using Confd.Backends.DynamoDb;
using Confd.Cli.CommandLine;
using Confd.Cli.Tests.Support;

namespace Confd.Cli.Tests.Tools;

/// <summary><c>CONFD_TABLE</c> stands for <c>--table</c> wherever a command has it.</summary>
public sealed class TableOptionTests
{
    private readonly CapturedHost _host = new();

    [Fact]
    public void Option_OfEveryCommand_NamesTheVariable()
    {
        var options = Below(_host.Tools).SelectMany(command => command.Options);
        var tables = options.Where(option => option.Name == "--table").ToList();

        tables.Count.ShouldBeGreaterThan(30);
        tables.ShouldAllBe(option => option.Description!.Contains("Also CONFD_TABLE.", StringComparison.Ordinal));
        DynamoBackendFactory.Table.Variable.ShouldBe("CONFD_TABLE");
    }

    [Theory]
    [InlineData("table get /k")]
    [InlineData("table journal status")]
    [InlineData("table log /k")]
    [InlineData("flags list")]
    [InlineData("flags sync --once")]
    [InlineData("flags eval k --context u")]
    [InlineData("flags explain k --context u")]
    [InlineData("flags validate")]
    [InlineData("flags diff a b")]
    [InlineData("flags serve --listen :1")]
    public void Table_LeftOut_IsThatOfTheVariable(string line)
    {
        TableOf(line, "from-variable").ShouldBe("from-variable");
        TableOf(line + " --table given", "from-variable").ShouldBe("given");
    }

    [Theory]
    [InlineData("flags eval k --context u --file f.json")]
    [InlineData("flags eval --cases f.jsonl")]
    [InlineData("flags explain k --context u --file f.json")]
    [InlineData("flags validate f.json")]
    [InlineData("flags serve --listen :1 --config f.toml")]
    public void Variable_WhereSomethingElseIsGiven_IsIgnored(string line) => TableOf(line, "from-variable").ShouldBeNull();

    [Theory]
    [InlineData("table get /k", "", "Option '--table' is required.")]
    [InlineData("flags validate", "", "give a file or --table")]
    [InlineData("flags list", "", "Option '--table' is required.")]
    public void Table_NeitherGivenNorInTheVariable_IsMissing(string line, string variable, string error) =>
        Parse(line, variable).Errors.Select(each => each.Message).ShouldBe([error]);

    [Fact]
    public void Backend_LeftOut_IsThatOfTheVariable()
    {
        var parsed = ArgumentParser.Parse(["dynamodb"]);

        Variables.Apply(parsed, name => name == "CONFD_TABLE" ? "from-variable" : null);

        BackendOptions.Section(parsed.Command!, parsed.Values).Text(DynamoBackendFactory.Table).ShouldBe("from-variable");
    }

    [Fact]
    public void Variable_OfDynamoDb_IsNotATableOfCredstash()
    {
        var parsed = ArgumentParser.Parse(["credstash"]);

        Variables.Apply(parsed, name => name == "CONFD_TABLE" ? "from-variable" : null);

        BackendOptions.Section(parsed.Command!, parsed.Values).ToString().ShouldNotContain("from-variable");
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);

    private string? TableOf(string line, string variable)
    {
        var parsed = Parse(line, variable);
        parsed.Errors.Select(error => error.Message).ShouldBeEmpty();
        return parsed.GetValue<string?>("--table");
    }

    private ParseResult Parse(string line, string variable)
    {
        _host.Variables["CONFD_TABLE"] = variable;
        return _host.Tools.Parse(line.Split(' '));
    }
}
