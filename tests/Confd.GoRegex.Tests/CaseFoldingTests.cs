using System.Text;

namespace Confd.GoRegex.Tests;

/// <summary>Rows are a character and its orbit under Go's <c>unicode.SimpleFold</c>.</summary>
public sealed class CaseFoldingTests
{
    [Theory]
    [InlineData("a", "Aa")]
    [InlineData("K", "KkK")]
    [InlineData("s", "Ssſ")]
    [InlineData("Z", "Zz")]
    [InlineData("1", "1")]
    [InlineData("_", "_")]
    [InlineData("é", "Éé")]
    [InlineData("ß", "ßẞ")]
    [InlineData("ſ", "Ssſ")]
    [InlineData("Ω", "ΩωΩ")]
    [InlineData("σ", "Σςσ")]
    [InlineData("ς", "Σςσ")]
    [InlineData("µ", "µΜμ")]
    [InlineData("ж", "Жж")]
    [InlineData("ǆ", "Ǆǅǆ")]
    [InlineData("ǅ", "Ǆǅǆ")]
    [InlineData("Ǆ", "Ǆǅǆ")]
    [InlineData("İ", "İ")]
    [InlineData("ı", "ı")]
    [InlineData("ẞ", "ßẞ")]
    [InlineData("K", "KkK")]
    [InlineData("Θ", "Θθϑϴ")]
    [InlineData("ϴ", "Θθϑϴ")]
    public void Fold_Character_GivesGosOrbit(string character, string expected)
    {
        var set = RuneSet.OfRune(Rune.GetRuneAt(character, 0).Value).Fold();
        var members = new StringBuilder();
        foreach (var range in set.Ranges)
        {
            for (var rune = range.Low; rune <= range.High; rune++)
            {
                members.Append(new Rune(rune));
            }
        }

        members.ToString().ShouldBe(expected);
    }
}
