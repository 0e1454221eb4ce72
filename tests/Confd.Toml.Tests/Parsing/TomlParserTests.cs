using System.Globalization;

namespace Confd.Toml.Tests.Parsing;

public sealed class TomlParserTests
{
    [Fact]
    public void Read_BlanksAroundEverySign_AreIgnored()
    {
        var table = Read("\t \n \t# comment\n  a\t=\t[ \n\t1 , # one\n\n 2 ] # both\n\t[ t\t. u ]\t\n b . c = { d = 3 , e = 4 } ");

        table["a"].AsArray().Select(value => value.AsInteger()).ShouldBe([1, 2]);
        var inline = table["t"].AsTable()["u"].AsTable()["b"].AsTable()["c"].AsTable();
        (inline["d"].AsInteger(), inline["e"].AsInteger()).ShouldBe((3, 4));
    }

    [Theory]
    [InlineData("k = [ ]", 0)]
    [InlineData("k = [\n\n]", 0)]
    [InlineData("k = [\n1\n]", 1)]
    public void Read_Array_MayBeginWithLineEnds(string text, int count) => Read(text)["k"].AsArray().Count.ShouldBe(count);

    [Fact]
    public void Read_InlineTableOfToml10_MayHoldBlanks() =>
        TomlReader.Read("k = {\t a = 1 ,\tb = 2 }", "f", TomlVersion.Toml10, Cancellation)["k"].AsTable().Keys.ShouldBe(["a", "b"]);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Read_Boolean_IsWhatIsWritten(string text, bool expected) => Read("k = " + text)["k"].AsBoolean().ShouldBe(expected);

    [Theory]
    [InlineData("k = 2024-02-29 # no time")]
    [InlineData("k = 2024-02-29 ")]
    public void Read_BlankBehindADateWithoutTime_BelongsToTheLine(string text) =>
        Read(text)["k"].AsLocalDate().ShouldBe(new DateOnly(2024, 2, 29));

    [Theory]
    [InlineData("k.a.b.c = 1")]
    [InlineData("k = [[[1]]]")]
    [InlineData("k = { a = { b = [] } }")]
    public void Read_ValuesSideBySide_AreNoDeeperThanOne(string line)
    {
        var lines = Enumerable.Range(0, 3 * TomlReader.MaxDepth).Select(
            number => line.Replace("k", string.Create(CultureInfo.InvariantCulture, $"k{number}"), StringComparison.Ordinal));

        Read(string.Join('\n', lines)).Count.ShouldBe(3 * TomlReader.MaxDepth);
    }

    [Theory]
    [InlineData("[t", "f:1:3: expected ] behind the table's name but found the end of the file")]
    [InlineData("[[t]", "f:1:4: expected ]] behind the table's name but found ']'")]
    [InlineData("= 1", "f:1:1: expected a key (letters, digits, - and _, or a quoted text) but found '='")]
    [InlineData("a = 1\na.b = 2", "f:2:1: 'a' is already complete (line 1): a dotted key cannot add to it")]
    [InlineData("[t]\na = {}\na.b = 2", "f:3:1: 'a' is already complete (line 2): a dotted key cannot add to it")]
    [InlineData("a = [{ b = 1 }]\n[[a]]", "f:2:3: 'a' is defined twice: first at line 1")]
    public void Read_Mistake_IsReportedWithItsPosition(string text, string message) =>
        Should.Throw<TomlException>(() => Read(text)).Message.ShouldBe(message);

    [Fact]
    public void Read_DottedKeysOfOneTable_AddToIt() => Read("a.b = 1\na.c = 2")["a"].AsTable().Keys.ShouldBe(["b", "c"]);

    private static TomlTable Read(string text) => TomlReader.Read(text, "f");
}
