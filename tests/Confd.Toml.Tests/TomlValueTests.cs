using System.Text;

namespace Confd.Toml.Tests;

public sealed class TomlValueTests
{
    [Theory]
    [InlineData("k = 1", "f.toml:1:5: expected a string but found an integer")]
    [InlineData("k = 1.5", "f.toml:1:5: expected a string but found a float")]
    [InlineData("k = [1]", "f.toml:1:5: expected a string but found an array")]
    [InlineData("k = {}", "f.toml:1:5: expected a string but found a table")]
    [InlineData("\nk = true", "f.toml:2:5: expected a string but found a boolean")]
    [InlineData("k = 07:00:00", "f.toml:1:5: expected a string but found a time")]
    [InlineData("k = 2024-02-29", "f.toml:1:5: expected a string but found a date")]
    [InlineData("k = 2024-02-29T07:00:00", "f.toml:1:5: expected a string but found a date-time without offset")]
    [InlineData("k = 2024-02-29T07:00:00Z", "f.toml:1:5: expected a string but found a date-time with offset")]
    public void AsString_ValueOfAnotherKind_NamesPlaceAndBothKinds(string text, string message) =>
        Should.Throw<TomlException>(() => Read(text)["k"].AsString()).Message.ShouldBe(message);

    [Fact]
    public void AsInteger_Float_IsRefused() => Should.Throw<TomlException>(() => Read("k = 1.0")["k"].AsInteger());

    [Fact]
    public void AsFloat_Integer_IsConverted() => Read("k = 3")["k"].AsFloat().ShouldBe(3.0);

    [Fact]
    public void CreateError_CarriesPathAndPlace()
    {
        var error = Read("\n  k = 3")["k"].CreateError("must be even");

        error.Message.ShouldBe("f.toml:2:7: must be even");
        error.Path.ShouldBe("f.toml");
        error.Reason.ShouldBe("must be even");
    }

    [Theory]
    [InlineData("k = 3", 1, 1)]
    [InlineData("\n  a.k = { b = 1 }", 2, 5)]
    [InlineData("x = 1\n[a]\n\"k\" = true", 3, 1)]
    public void NamePosition_OfAKey_IsWhereItsLastPartBegins(string text, int line, int column)
    {
        var table = Read(text);

        (table.TryGetValue("a", out var within) ? within.AsTable() : table)["k"].NamePosition.ShouldBe(new SourcePosition(line, column));
    }

    [Fact]
    public void ToString_NeverShowsTheValue() => Read("k = 'secret'")["k"].ToString().ShouldBe("String at 1:5");

    private static TomlTable Read(string text) => TomlReader.Read(Encoding.UTF8.GetBytes(text), "f.toml");
}
