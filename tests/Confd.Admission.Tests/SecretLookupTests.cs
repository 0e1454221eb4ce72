namespace Confd.Admission.Tests;

public sealed class SecretLookupTests
{
    private static readonly string Long = new('k', 300);

    private readonly SecretLookup<string> _lookup = new(new Dictionary<string, string> { ["one"] = "1", ["ä"] = "2", [Long] = "3" });

    [Theory]
    [InlineData("one", "1")]
    [InlineData("ä", "2")]
    [InlineData("One", null)]
    [InlineData("one ", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Find_Secret_MustMatchCompletely(string? secret, string? value) => _lookup.Find(secret).ShouldBe(value);

    [Fact]
    public void Find_LongSecret_ComparesEveryCharacter()
    {
        _lookup.Find(Long).ShouldBe("3");
        _lookup.Find(Long[..^1]).ShouldBeNull();
        _lookup.Find(Long[..^1] + "x").ShouldBeNull();
    }

    [Fact]
    public void Find_NoSecrets_IsNull() => new SecretLookup<string>([]).Find("").ShouldBeNull();
}
