using System.Text;

namespace Confd.GoRegex.Tests;

/// <summary>Expected values follow Go's <c>regexp</c> (its documentation, <c>find_test.go</c> and <c>all_test.go</c> state the same
/// rules).</summary>
public sealed class RegexpTests
{
    [Theory]
    [InlineData("a|ab", "ab", "a")] // leftmost-first, not longest
    [InlineData("(a+)(b+)?", "xaab", "aab")]
    [InlineData("a*", "baaa", "")]
    [InlineData("[a-c]+", "xxabcab", "abcab")]
    [InlineData("a{2,3}?", "aaaa", "aa")]
    [InlineData("(?U)a+?", "aaa", "aaa")]
    [InlineData("(?i)straße", "STRAßE", "STRAßE")]
    [InlineData("(?i)k", "\u212A", "\u212A")] // Kelvin sign
    [InlineData("(?i)[^k]", "\u212Ax", "x")]
    [InlineData("(?i:a)b", "Ab", "Ab")]
    [InlineData("(?i:a)b", "AB", "")]
    [InlineData("a(?i)b|c", "aC", "C")] // flags last to the end of the group
    [InlineData("(a(?i)b)c", "aBC", "")]
    [InlineData("(?s).+", "a\nb", "a\nb")]
    [InlineData(".+", "a\nb", "a")]
    [InlineData("(?m)^b$", "a\nb\nc", "b")]
    [InlineData("b$", "b\n", "")]
    [InlineData(@"\d+", "١٢3", "3")] // digits are ASCII
    [InlineData(@"\s", "\u00A0\v ", " ")] // neither NBSP nor vertical tab
    [InlineData(@"[[:space:]]", "\u00A0\v ", "\v")]
    [InlineData(@"\w+", "éa_1é", "a_1")]
    [InlineData(@"\W", "aé", "é")]
    [InlineData(@"[\D]+", "12ab", "ab")]
    [InlineData(@"[^\D]+", "ab12", "12")]
    [InlineData(@"[[:^alpha:]]+", "ab12", "12")]
    [InlineData(@"[[:word:]]+", "-a_1", "a_1")]
    [InlineData(@"\pN", "a½", "½")]
    [InlineData(@"\p{Greek}+", "abγδ", "γδ")]
    [InlineData(@"\p{^Greek}", "γa", "a")]
    [InlineData(@"\P{^Greek}", "aγ", "γ")]
    [InlineData(@"\p{Uppercase_Letter}", "aB", "B")]
    [InlineData(@"\p{lu}", "aB", "B")]
    [InlineData(@"(?i)\p{Lu}", "b", "b")]
    [InlineData(@"[\p{Han}\d]+", "a日本3", "日本3")]
    [InlineData(@"\p{Any}", "\n", "\n")]
    [InlineData(@"\x{1F600}", "a😀", "😀")]
    [InlineData(@"\x41\101\a?", "AA", "AA")]
    [InlineData(@"\Qa.b*\E+", "a.b**", "a.b**")]
    [InlineData(@"\Q*", "*", "*")]
    [InlineData("x{,2}", "x{,2}", "x{,2}")]
    [InlineData("x{2", "x{2", "x{2")]
    [InlineData("x{01}", "x{01}", "x{01}")]
    [InlineData("[]a]+", "]a]", "]a]")]
    [InlineData("[^]]", "]a", "a")]
    [InlineData("[a-]+", "-a-", "-a-")]
    [InlineData("[--a]", "a", "a")]
    [InlineData(@"[\]\-\\]+", @"]-\", @"]-\")]
    [InlineData("(?P<n>a)(?<m>b)", "ab", "ab")]
    [InlineData("(?:)*a", "a", "a")]
    [InlineData("(a*)*b", "aab", "aab")]
    [InlineData("(a|b)*?c", "abc", "abc")]
    [InlineData("(?:a{0}b){2}", "bb", "bb")]
    [InlineData("()|a", "a", "")]
    [InlineData("^^a$$", "a", "a")]
    [InlineData("(|a)+", "aa", "")]
    [InlineData("(|a)*", "aa", "")]
    [InlineData("(a|)+", "aa", "aa")]
    [InlineData("b{0,2}?(?:ab|a)+?[^a]??a|ba[^a]", "caaa", "aa")]
    public void Find_Pattern_GivesLeftmostPreferredMatch(string pattern, string text, string expected) =>
        Find(pattern, Bytes(text)).ShouldBe(expected);

    [Theory]
    [InlineData("a", "banana", "<$0>", "b<a>n<a>n<a>")]
    [InlineData("a*", "baab", "-", "-b-b-")]
    [InlineData("", "é☃", "-", "-é-☃-")]
    [InlineData("(a)(b)?", "ac", "[$1|$2]", "[a|]c")]
    [InlineData("(a)", "a", "$1x", "")]
    [InlineData("(a)", "a", "${1}x", "ax")]
    [InlineData("(a)", "a", "$$1", "$1")]
    [InlineData("(a)", "a", "$", "$")]
    [InlineData("(a)", "a", "$ 1", "$ 1")]
    [InlineData("(a)", "a", "${1", "${1")]
    [InlineData("(a)", "a", "${}", "${}")]
    [InlineData("(a)", "a", "$9", "")]
    [InlineData("(a)", "a", "$01", "")]
    [InlineData("(?P<n>a)|(?P<n>b)", "ab", "<$n>", "<a><b>")]
    [InlineData("(?P<é1>a)?", "", "", null)]
    [InlineData("(?m)^", "a\nb", "> ", "> a\n> b")]
    [InlineData("(?m)$", "a\nb", ";", "a;\nb;")]
    [InlineData(@"\b", "a b", "|", "|a| |b|")]
    [InlineData(@"\B", "ab", ".", "a.b")]
    [InlineData(@"\s+$", "a \n ", "", "a")]
    [InlineData("a|b|", "cab", "x", "xcxx")]
    [InlineData("(\\w)(\\w*)", "hello world", "$2$1", "elloh orldw")]
    public void ReplaceAll_Pattern_FollowsGo(string pattern, string text, string replacement, string? expected)
    {
        if (expected is null)
        {
            Should.Throw<RegexSyntaxException>(() => Parse(pattern));
            return;
        }

        Encoding.UTF8.GetString(Parse(pattern).ReplaceAll(Bytes(text), Bytes(replacement), cancellationToken: Cancellation).Span)
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData("(", "missing closing ): `(`")]
    [InlineData("a)b", "unexpected ): `a)b`")]
    [InlineData("(a))", "unexpected ): `(a))`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    [InlineData("x[a-", "missing closing ]: `[a-`")]
    [InlineData("[]", "missing closing ]: `[]`")]
    [InlineData("[b-a]", "invalid character class range: `b-a`")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [InlineData(@"\p{Foo}", @"invalid character class range: `\p{Foo}`")]
    [InlineData(@"\p{Greek", @"invalid character class range: `\p{Greek`")]
    [InlineData(@"\pX", @"invalid character class range: `\pX`")]
    [InlineData(@"\p", @"invalid character class range: `\p`")]
    [InlineData("*", "missing argument to repetition operator: `*`")]
    [InlineData("a|*", "missing argument to repetition operator: `*`")]
    [InlineData("(+?)", "missing argument to repetition operator: `+?`")]
    [InlineData("{2}", "missing argument to repetition operator: `{2}`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a+?*", "invalid nested repetition operator: `+?*`")]
    [InlineData("a{2}{3}", "invalid nested repetition operator: `{2}{3}`")]
    [InlineData("a++b", "invalid nested repetition operator: `++`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("a{99999999999}", "invalid repeat count: `{99999999999}`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("(a{500}){3}", "invalid repeat count: `{3}`")]
    [InlineData("(?i", "invalid or unsupported Perl syntax: `(?i`")]
    [InlineData("(?", "invalid or unsupported Perl syntax: `(?`")]
    [InlineData("(?!a)", "invalid or unsupported Perl syntax: `(?!`")]
    [InlineData("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`")]
    [InlineData("(?P=n)", "invalid or unsupported Perl syntax: `(?P`")]
    [InlineData("(?P<n", "invalid named capture: `(?P<n`")]
    [InlineData("(?P<n!>a)", "invalid named capture: `(?P<n!>`")]
    [InlineData("(?<>a)", "invalid named capture: `(?<>`")]
    [InlineData(@"\", "trailing backslash at end of expression: ``")]
    [InlineData(@"a\8", @"invalid escape sequence: `\8`")]
    [InlineData(@"\Z", @"invalid escape sequence: `\Z`")]
    [InlineData(@"\q", @"invalid escape sequence: `\q`")]
    [InlineData(@"\é", @"invalid escape sequence: `\é`")]
    [InlineData(@"\x4", @"invalid escape sequence: `\x4`")]
    [InlineData(@"\xg0", @"invalid escape sequence: `\xg0`")]
    [InlineData(@"\x{}", @"invalid escape sequence: `\x{}`")]
    [InlineData(@"\x{110000}", @"invalid escape sequence: `\x{110000`")]
    [InlineData(@"\x{41", @"invalid escape sequence: `\x{41`")]
    public void Parse_Malformed_ReportsWhatGoReports(string pattern, string expected) =>
        Should.Throw<RegexSyntaxException>(() => Parse(pattern)).Message.ShouldBe("error parsing regexp: " + expected);

    [Fact]
    public void Parse_DeepNesting_IsAnErrorNotACrash()
    {
        var pattern = new string('(', 200_000) + new string(')', 200_000);
        Should.Throw<RegexSyntaxException>(() => Parse(pattern))
            .Message.ShouldStartWith("error parsing regexp: expression nests too deeply");
    }

    [Fact]
    public void ReplaceAll_InvalidUtf8_SurvivesAndCountsAsOneCharacter()
    {
        byte[] text = [0xFF, (byte)'a', 0xC3, (byte)'b'];
        Parse("a").ReplaceAll(text, Bytes("x"), cancellationToken: Cancellation).Span.ToArray().ShouldBe(
            [0xFF, (byte)'x', 0xC3, (byte)'b']);
        Parse("^.a.b$").IsMatch(text, Cancellation).ShouldBeTrue();
        Parse("\uFFFDa").TryFind(text, out var match, Cancellation).ShouldBeTrue();
        text[match].ShouldBe([0xFF, (byte)'a']);
        Parse(@"[^\x00-\x{10FFFF}]").IsMatch(text, Cancellation).ShouldBeFalse();
    }

    [Fact]
    public void Parse_InvalidUtf8_IsRefused() =>
        Should.Throw<RegexSyntaxException>(() => Regexp.Parse([(byte)'a', 0xFF], Cancellation))
            .Message.ShouldBe("error parsing regexp: invalid UTF-8: `\uFFFD`");

    [Fact]
    public void Parse_InvalidUtf8InQuotedText_IsShownUpToTheEndOfTheQuoting() =>
        Should.Throw<RegexSyntaxException>(() => Regexp.Parse([.. @"a\Qb"u8, 0xFF, .. @"c\Ed"u8], Cancellation))
            .Message.ShouldBe("error parsing regexp: invalid UTF-8: `\uFFFDc`");

    [Fact]
    public void IsMatch_PatternThatExplodesWhenBacktracking_StaysLinear()
    {
        // Backtracking needs 2^40 steps for the first and minutes for the second: a run that never ends fails this test.
        Parse("^(a+)+$").IsMatch(Bytes(new string('a', 40) + "b"), Cancellation).ShouldBeFalse();
        Parse("(x+x+)+y").IsMatch(Bytes(new string('x', 20_000)), Cancellation).ShouldBeFalse();
    }

    [Fact]
    public void IsMatch_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => Parse("(x+x+)+y").IsMatch(Bytes(new string('x', 100_000)), source.Token));
    }

    private static Regexp Parse(string pattern) => Regexp.Parse(Bytes(pattern), Cancellation);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Find(string pattern, byte[] text) =>
        Parse(pattern).TryFind(text, out var match, Cancellation) ? Encoding.UTF8.GetString(text[match]) : "";

    [Theory]
    [InlineData("a*", "baac", -1, "0..0 1..3 4..4")]
    [InlineData("", "abc", -1, "0..0 1..1 2..2 3..3")]
    [InlineData("", "日本", -1, "0..0 3..3 6..6")]
    [InlineData("[0-9]", "1a2b3", 2, "0..1 2..3")]
    [InlineData("[0-9]", "1a2b3", 0, "")]
    [InlineData("x", "abc", -1, "")]
    [InlineData("(a)(b)?", "abaab", -1, "0..2 2..3 3..5")]
    public void FindAll_Text_GivesMatchesThatDoNotOverlap(string pattern, string text, int count, string expected) =>
        string.Join(' ', Parse(pattern).FindAll(Encoding.UTF8.GetBytes(text), count, Cancellation)).ShouldBe(expected);

    [Theory]
    [InlineData("(a)(b)?(c)", "xac", "1 3 1 2 -1 -1 2 3")]
    [InlineData("(a)", "b", null)]
    public void FindGroups_Text_GivesPlacesOfGroups(string pattern, string text, string? expected)
    {
        var groups = Parse(pattern)
            .FindGroups(Encoding.UTF8.GetBytes(text), Cancellation);

        (groups is null ? null : string.Join(' ', groups)).ShouldBe(expected);
    }

    [Fact]
    public void Escape_AnyText_MatchesItself()
    {
        const string Text = "a.b*c+d?(e)|[f]{g}^h$\\i é";

        Regexp.Parse(Regexp.Escape(Encoding.UTF8.GetBytes(Text)), Cancellation)
            .FindAll(Encoding.UTF8.GetBytes(Text), cancellationToken: Cancellation)
            .ShouldBe([0..Encoding.UTF8.GetByteCount(Text)]);
    }

    [Theory]
    [InlineData("a(x*)b", "-ab-axxb-", "$1", "-$1-$1-")]
    [InlineData("", "日本", ".", ".日.本.")]
    [InlineData("z", "abc", "-", "abc")]
    public void ReplaceAllLiteral_Dollars_AreDollars(string pattern, string text, string replacement, string expected) =>
        Encoding.UTF8.GetString(Parse(pattern)
            .ReplaceAllLiteral(
                Encoding.UTF8.GetBytes(text),
                Encoding.UTF8.GetBytes(replacement),
                cancellationToken: Cancellation).Span).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("^(a|é)+$")]
    public void ToString_AnyPattern_IsThePattern(string pattern) =>
        Parse(pattern).ToString().ShouldBe(pattern);

    // The example of the type's documentation.
#pragma warning disable xUnit1051 // The example has no token.
    [Fact]
    public void IsMatch_PatternOfAPort_FindsIt()
    {
        var port = Regexp.Parse(":([0-9]+)$"u8);
        var isAddress = port.IsMatch("localhost:8080"u8);

        isAddress.ShouldBeTrue();
    }
#pragma warning restore xUnit1051
}
