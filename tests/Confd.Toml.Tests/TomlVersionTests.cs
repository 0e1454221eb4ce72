using System.Text;

namespace Confd.Toml.Tests;

/// <summary>What TOML 1.1 allows on top of 1.0, as recorded from BurntSushi/toml v1.6.0.</summary>
public sealed class TomlVersionTests
{
    [Theory]
    [InlineData("k = {\n a = 1, # c\n\n b = 2,\n}\n")]
    [InlineData("k = {a = 1, }")]
    [InlineData("k = {\n}")]
    [InlineData("k = {a = 1\n, b = 2\n}")]
    [InlineData("k = {# c\r\na=1}")]
    [InlineData("k = {a = {b = 1,\n}, c = [{d = 1,\n}]}")]
    [InlineData("k = 17:45")]
    [InlineData("k = 2020-01-01 17:45Z")]
    [InlineData("\"\\x41\" = 1")]
    public void Read_WhatVersion11Allows_IsRefusedByVersion10Alone(string toml)
    {
        Read(toml, TomlVersion.Toml11).Count.ShouldBe(1);
        Should.Throw<TomlException>(() => Read(toml, TomlVersion.Toml10));
    }

    [Theory]
    [InlineData("k = {,}")]
    [InlineData("k = {a=1,,b=2}")]
    [InlineData("k = {a=1\n b=2}")]
    [InlineData("k = {a\n = 1}")]
    [InlineData("k = {a = \n1}")]
    [InlineData("k = {a.\nb = 1}")]
    [InlineData("k = {a = 1,")]
    [InlineData("k = {a = {b = 1, b.c = 2}}")]
    [InlineData("k = \"\\e\n\"")]
    [InlineData("k = 17:45.5")]
    [InlineData("\u00e9 = 1")]
    [InlineData("# \u0001")]
    public void Read_WhatNoVersionAllows_IsRefused(string toml) => Should.Throw<TomlException>(() => Read(toml, TomlVersion.Toml11));

    [Fact]
    public void Read_NewEscapes_StandForTheirCharacters() =>
        Read("k = \"\\e[1m\\x33\\xff\\x00\"", TomlVersion.Toml11)["k"].AsString().ShouldBe("\e[1m3\u00ff\0");

    [Fact]
    public void Read_UnknownEscape_NamesThoseOfTheVersion()
    {
        Should.Throw<TomlException>(() => Read("k = \"\\y\"", TomlVersion.Toml11)).Reason.ShouldContain("\\e \\xXX");
        Should.Throw<TomlException>(() => Read("k = \"\\e\"", TomlVersion.Toml10)).Reason.ShouldNotContain("\\e");
    }

    [Fact]
    public void Read_InlineTableBroken_ReportsThatItMustEndOnItsLineInVersion10Alone() =>
        Should.Throw<TomlException>(() => Read("a = {b = 1\n}", TomlVersion.Toml10)).Reason
            .ShouldBe("expected , or } in the inline table, which must end on its line, but found the end of the line");

    private static TomlTable Read(string toml, TomlVersion version) => TomlReader.Read(Encoding.UTF8.GetBytes(toml), "f.toml", version);
}
