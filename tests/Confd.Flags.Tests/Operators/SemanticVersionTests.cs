using Confd.Flags.Operators;

namespace Confd.Flags.Tests.Operators;

public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("1.0.0-alpha", "1.0.0-alpha.1")]
    [InlineData("1.0.0-alpha.1", "1.0.0-alpha.beta")]
    [InlineData("1.0.0-alpha.beta", "1.0.0-beta")]
    [InlineData("1.0.0-beta", "1.0.0-beta.2")]
    [InlineData("1.0.0-beta.2", "1.0.0-beta.11")]
    [InlineData("1.0.0-beta.11", "1.0.0-rc.1")]
    [InlineData("1.0.0-rc.1", "1.0.0")]
    [InlineData("1.0.0-RC", "1.0.0-alpha")] // ASCII order, as the standard says
    [InlineData("2-rc.1", "2")]
    [InlineData("2", "2.0.1")]
    [InlineData("2.9", "2.10")]
    [InlineData("2147483648.0.0", "99999999999999999999.0.0")]
    public void ComparePrecedence_LowerAndHigher_AreOrdered(string lower, string higher)
    {
        Compare(lower, higher).ShouldBeLessThan(0);
        Compare(higher, lower).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("2", "2.0.0")]
    [InlineData("2.1", "2.1.0")]
    [InlineData("2.1.0+a", "2.1.0+b")]
    [InlineData("2+001", "2")]
    [InlineData("1.0.0-a.1+x", "1.0.0-a.1")]
    public void ComparePrecedence_SamePrecedence_IsZero(string left, string right) => Compare(left, right).ShouldBe(0);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1.0.0")]
    [InlineData(" 1.0.0")]
    [InlineData("1.0.0 ")]
    [InlineData("01.0.0")]
    [InlineData("1.02.0")]
    [InlineData("1.0.0-01")]
    [InlineData("1.0.0-rc..1")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0+")]
    [InlineData("1.0.0-é")]
    [InlineData("1.")]
    [InlineData("1.0.")]
    [InlineData("1.0.0.0")]
    [InlineData(".1")]
    [InlineData("-1")]
    [InlineData("１.0.0")]
    public void TryParse_NotAVersion_IsFalse(string? text) => SemanticVersion.TryParse(text, out _).ShouldBeFalse();

    /// <summary>Any text is read or refused, and whatever is read equals itself.</summary>
    [Fact]
    public void TryParse_AnyText_NeverThrows()
    {
        const string Alphabet = "0123456789.-+azAZ vé";
        var random = new Random(20260101);
        for (var i = 0; i < 200_000; i++)
        {
            var text = string.Create(random.Next(12), random, static (span, random) =>
            {
                foreach (ref var character in span)
                {
                    character = Alphabet[random.Next(Alphabet.Length)];
                }
            });
            if (SemanticVersion.TryParse(text, out var version))
            {
                version.ComparePrecedence(version).ShouldBe(0, text);
            }
        }
    }

    private static int Compare(string left, string right)
    {
        SemanticVersion.TryParse(left, out var first).ShouldBeTrue(left);
        SemanticVersion.TryParse(right, out var second).ShouldBeTrue(right);
        return first.ComparePrecedence(second);
    }
}
