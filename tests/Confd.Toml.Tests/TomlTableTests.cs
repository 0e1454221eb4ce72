namespace Confd.Toml.Tests;

public sealed class TomlTableTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void TryGetValueIgnoreCase_ExactSpellingPresent_WinsOverAnother()
    {
        var table = TomlReader.Read("SRC = 1\nsrc = 2\n"u8, "f.toml", cancellationToken: Ct);

        table.TryGetValueIgnoreCase("src", out var value).ShouldBeTrue();
        value!.AsInteger().ShouldBe(2);
    }

    [Fact]
    public void TryGetValueIgnoreCase_OtherSpellingOnly_IsFound()
    {
        var table = TomlReader.Read("Src = 1\n"u8, "f.toml", cancellationToken: Ct);

        table.TryGetValueIgnoreCase("src", out var value).ShouldBeTrue();
        value!.AsInteger().ShouldBe(1);
        table.TryGetValue("src", out _).ShouldBeFalse();
    }

    [Fact]
    public void TryGetValueIgnoreCase_NoSuchKey_ReturnsFalse() =>
        TomlReader.Read("a = 1"u8, "f.toml", cancellationToken: Ct).TryGetValueIgnoreCase("b", out _).ShouldBeFalse();
}
