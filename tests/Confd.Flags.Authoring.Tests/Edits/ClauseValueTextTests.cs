using System.Collections.Immutable;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class ClauseValueTextTests
{
    [Theory]
    [InlineData("country", "in", """["NO","SE"]""", "NO\nSE")]
    [InlineData("age", "in", """[18,"18",true,"true"]""", "18\n\"18\"\ntrue\n\"true\"")]
    [InlineData("key", "in", """["18","true"]""", "18\ntrue")]
    [InlineData("age", "lessThan", "[18.5]", "18.5")]
    [InlineData("joined", "after", """[1767225600000,"2026-01-01T00:00:00Z"]""", "1767225600000\n2026-01-01T00:00:00Z")]
    [InlineData("joined", "after", """["2026","1767225600"]""", "2026\n1767225600")]
    [InlineData("joined", "after", "[2026]", "[2026]")]
    [InlineData("joined", "after", """["1767225600000"]""", """["1767225600000"]""")]
    [InlineData("email", "contains", """["18","\"quoted\""]""", "18\n\"quoted\"")]
    [InlineData("email", "contains", "[18]", "[18]")]
    [InlineData("name", "in", """[" blanks "]""", """[" blanks "]""")]
    [InlineData("name", "in", """["two\nlines"]""", """["two\nlines"]""")]
    [InlineData("name", "in", """["cr\rlf"]""", """["cr\rlf"]""")]
    [InlineData("name", "in", """["\n","x"]""", """["\n","x"]""")]
    [InlineData("name", "in", """["[1]"]""", """["[1]"]""")]
    [InlineData("name", "in", "[]", "[]")]
    [InlineData("size", "in", """[{"a":1},[2]]""", "{\"a\":1}\n[2]")]
    [InlineData("size", "in", """[[2],3]""", "[2]\n3")]
    public void Write_Values_AreReadBack(string attribute, string operatorName, string json, string text)
    {
        var values = FlagValue.Parse(json).Items;

        var written = ClauseValueText.Write(attribute, operatorName, values, '\n');

        written.ShouldBe(text);
        ClauseValueText.Read(attribute, operatorName, written, '\n').ShouldBe(values);
    }

    [Fact]
    public void Read_BetweenCommas_IsAsCommandsReadIt() =>
        ClauseValueText.Read("country", "in", "NO, SE", ',').ShouldBe(ImmutableArray.Create<FlagValue>("NO", "SE"));
}
