using Confd.TestSupport;

namespace Confd.Toml.Tests;

public sealed class CultureTests
{
    [Fact]
    public void Read_UnderAForeignCulture_GivesTheSameValuesAndMessages()
    {
        using var culture = new ForeignCulture();

        var table = TomlReader.Read(
            "i = -1_000\nf = -1.5\nh = 0xFF\nd = 1979-05-27 07:32:00.25-07:00\nID = 'I'\n"u8, "f.toml", cancellationToken: Cancellation);

        table["i"].AsInteger().ShouldBe(-1000);
        table["f"].AsFloat().ShouldBe(-1.5);
        table["h"].AsInteger().ShouldBe(255);
        table["d"].AsOffset().ShouldBe(TimeSpan.FromHours(-7));
        table.TryGetValueIgnoreCase("id", out _).ShouldBeTrue();
        Should.Throw<TomlException>(() => TomlReader.Read("a = 1,5"u8, "f.toml")).Message
            .ShouldBe("f.toml:1:6: expected the end of the line but found ','");
    }
}
