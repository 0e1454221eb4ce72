namespace Confd.GoRegex.Tests;

/// <summary>Rows are those of the probed characters that Go's <c>\p{NAME}</c> matches.</summary>
public sealed class UnicodeTablesTests
{
    private const string Probe = "aZ0_ \n!$+<é½Γж٣ªǅʰ\u0301\u200Bא中あ가☃€\u00A0\u2028\uFFFD";

    [Theory]
    [InlineData("L", "aZéΓжªǅʰא中あ가")]
    [InlineData("Lu", "ZΓ")]
    [InlineData("Ll", "aéж")]
    [InlineData("Lt", "ǅ")]
    [InlineData("Lm", "ʰ")]
    [InlineData("Lo", "ªא中あ가")]
    [InlineData("M", "́")]
    [InlineData("Mn", "́")]
    [InlineData("Mc", "")]
    [InlineData("N", "0½٣")]
    [InlineData("Nd", "0٣")]
    [InlineData("Nl", "")]
    [InlineData("No", "½")]
    [InlineData("P", "_!")]
    [InlineData("Pd", "")]
    [InlineData("Ps", "")]
    [InlineData("Pe", "")]
    [InlineData("Pi", "")]
    [InlineData("Pf", "")]
    [InlineData("Po", "!")]
    [InlineData("Pc", "_")]
    [InlineData("S", "$+<☃€\uFFFD")]
    [InlineData("Sm", "+<")]
    [InlineData("Sc", "$€")]
    [InlineData("Sk", "")]
    [InlineData("So", "☃\uFFFD")]
    [InlineData("Z", " \u00A0\u2028")]
    [InlineData("Zs", " \u00A0")]
    [InlineData("Zl", "\u2028")]
    [InlineData("Zp", "")]
    [InlineData("C", "\n\u200B")]
    [InlineData("Cc", "\n")]
    [InlineData("Cf", "\u200B")]
    [InlineData("Co", "")]
    [InlineData("Latin", "aZéªǅʰ")]
    [InlineData("Greek", "Γ")]
    [InlineData("Cyrillic", "ж")]
    [InlineData("Han", "中")]
    [InlineData("Hiragana", "あ")]
    [InlineData("Hangul", "가")]
    [InlineData("Hebrew", "א")]
    [InlineData("Arabic", "٣")]
    [InlineData("Common", "0_ \n!$+<½\u200B☃€\u00A0\u2028\uFFFD")]
    [InlineData("Inherited", "́")]
    public void Find_Name_HoldsWhatGosTableHolds(string name, string expected)
    {
        var set = UnicodeTables.Find(name).ShouldNotBeNull();
        string.Concat(Probe.EnumerateRunes().Where(rune => set.Contains(rune.Value))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Nope")]
    [InlineData("")]
    [InlineData("Lx")]
    public void Find_UnknownName_IsNull(string name) => UnicodeTables.Find(name).ShouldBeNull();

    [Fact]
    public void Find_TwoCategories_ShareNothing()
    {
        var (upper, lower) = (UnicodeTables.Find("Lu")!, UnicodeTables.Find("Ll")!);
        foreach (var range in upper.Ranges)
        {
            for (var rune = range.Low; rune <= range.High; rune++)
            {
                lower.Contains(rune).ShouldBeFalse();
            }
        }
    }
}
