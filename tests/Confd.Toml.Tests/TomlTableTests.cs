namespace Confd.Toml.Tests;

public sealed class TomlTableTests
{
    [Fact]
    public void TryGetValueIgnoreCase_ExactSpellingPresent_WinsOverAnother()
    {
        var table = TomlReader.Read("SRC = 1\nsrc = 2\n"u8, "f.toml", cancellationToken: Cancellation);

        table.TryGetValueIgnoreCase("src", out var value).ShouldBeTrue();
        value!.AsInteger().ShouldBe(2);
    }

    // The example of the reader's documentation.
#pragma warning disable xUnit1051 // The example has no token.
    [Fact]
    public void Read_TwoSpellings_AreTwoKeys()
    {
        var table = TomlReader.Read("SRC = 1\nsrc = 2\n"u8, "f.toml");

        table.Count.ShouldBe(2);
    }
#pragma warning restore xUnit1051

    [Fact]
    public void TryGetValueIgnoreCase_OtherSpellingOnly_IsFound()
    {
        var table = TomlReader.Read("Src = 1\n"u8, "f.toml", cancellationToken: Cancellation);

        table.TryGetValueIgnoreCase("src", out var value).ShouldBeTrue();
        value!.AsInteger().ShouldBe(1);
        table.TryGetValue("src", out _).ShouldBeFalse();
    }

    [Fact]
    public void TryGetValueIgnoreCase_NoSuchKey_ReturnsFalse() =>
        TomlReader.Read("a = 1"u8, "f.toml", cancellationToken: Cancellation).TryGetValueIgnoreCase("b", out _).ShouldBeFalse();

    [Theory]
    [InlineData("", "f.toml:1:1: no keys")]
    [InlineData("a = 'secret'\nb = 2", "f.toml:1:1: a, b")]
    [InlineData("a=1\nb=1\nc=1\nd=1\ne=1\nf=1\ng=1\nh=1\ni=1", "f.toml:1:1: a, b, c, d, e, f, g, h, …")]
    public void ToString_AnyTable_NamesPlaceAndKeys(string text, string expected) =>
        TomlReader.Read(System.Text.Encoding.UTF8.GetBytes(text), "f.toml", cancellationToken: Cancellation).ToString().ShouldBe(expected);
}
