using Confd.Flags.Operators;

namespace Confd.Flags.Tests.Operators;

/// <summary>From a pattern as flags have it to one that .NET reads the same.</summary>
public sealed class PatternDialectTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("abc", "abc")]
    [InlineData(@"\d\D\w\W", "[0-9][^0-9][0-9A-Za-z_][^0-9A-Za-z_]")]
    [InlineData(@"[\d\w]", "[0-90-9A-Za-z_]")]
    [InlineData(@"[^\D]", @"[^\x00-/:-\uFFFF]")]
    [InlineData(@"\\d", @"\\d")]
    [InlineData(@"\$a$", @"\$a\z")]
    [InlineData("[$]$", @"[$]\z")]
    [InlineData("(?m)a$", "(?m)a$")]
    [InlineData("[a-z[]", @"[a-z\[]")]
    [InlineData("[]a]", @"[\]a]")]
    [InlineData("[^]a]", @"[^\]a]")]
    [InlineData("[a]]", "[a]]")]
    [InlineData("(?P<n>a)(?<m>b)(?:c)", "(?<n>a)(?<m>b)(?:c)")]
    [InlineData(@"[(?P<n>]", @"[(?P<n>]")]
    [InlineData(@"\", @"\")]
    [InlineData("[", "[")]
    [InlineData("[^", "[^")]
    [InlineData("é\\p{L}", "é\\p{L}")]
    public void ToDotNet_Pattern_IsInItsWords(string pattern, string expected) => PatternDialect.ToDotNet(pattern).Text.ShouldBe(expected);

    [Theory]
    [InlineData(@"\bfoo", true, false, false)]
    [InlineData(@"\B", true, false, false)]
    [InlineData(@"[\b]", false, false, false)]
    [InlineData(@"\\b", false, false, false)]
    [InlineData(@"\p{L}\b", true, true, false)]
    [InlineData(@"\u00e9", false, true, false)]
    [InlineData(@"\x41", false, true, false)]
    [InlineData(@"\101", false, true, false)]
    [InlineData(@"\cA", false, true, false)]
    [InlineData("[à-ÿ]", false, true, false)]
    [InlineData("[a-ÿ]", false, true, false)]
    [InlineData("[ÿ-]", false, true, false)]
    [InlineData("[a-z]à-ÿ", false, false, false)]
    [InlineData("(?i)a", false, false, true)]
    [InlineData("(?si:a)", false, false, true)]
    [InlineData("(?s)a", false, false, false)]
    [InlineData("(?:i)", false, false, false)]
    [InlineData("(?P<i>a)", false, false, false)]
    [InlineData("[(?i]", false, false, false)]
    [InlineData("(?-i)a", false, false, false)]
    public void ToDotNet_Pattern_IsKnownForWhatItHas(string pattern, bool hasBoundary, bool namesCharacters, bool foldsCase)
    {
        var translated = PatternDialect.ToDotNet(pattern);

        (translated.HasWordBoundary, translated.NamesCharacters, translated.FoldsCase)
            .ShouldBe((hasBoundary, namesCharacters, foldsCase));
    }

    // Of texts in ASCII the rule of .NET is that of Go: with letters beyond it around them the answer has to stay the same.
    [Theory]
    [InlineData(@"\bfoo\b")]
    [InlineData(@"\Bfoo\B")]
    [InlineData(@"^\b")]
    [InlineData(@"\b$")]
    [InlineData(@"(\b[a-z]+\b.?)+")]
    [InlineData(@"\b\w+\b\W+\b\w+\b")]
    [InlineData(@"a\b.\bb")]
    public void Matches_LettersBeyondAscii_AreForWordsWhatASignIs(string pattern)
    {
        var test = OperatorTest.Prepare("matches", [pattern]);
        string[] texts =
        [
            "", "#", "##", "foo", "#foo", "foo#", "#foo#", "a foo b", "xfoox", "a#b", "a# b", "foo#bar", "foo# bar", "_foo#", "1#foo",
        ];

        foreach (var text in texts)
        {
            foreach (var letter in new[] { "é", "日", "ß", "٣", "\u0301", "\u200D", "＿" })
            {
                test.Matches(text.Replace("#", letter, StringComparison.Ordinal)).ShouldBe(test.Matches(text), $"{text} with {letter}");
            }
        }
    }
}
