using Confd.Flags.Operators;

namespace Confd.Flags.Tests.Operators;

/// <summary>What a pattern means to Go's RE2, as recorded from Go, where .NET or JavaScript would read it otherwise.</summary>
public sealed class PatternTests
{
    [Fact]
    public async Task Matches_FirstUsedConcurrently_ReturnsTheSameToAll()
    {
        using var start = new Barrier(8);
        var test = new PatternTest(["^a+b$", "(", "c"]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(Cancellation);
                return test.Matches(number % 2 == 0 ? "aaab" : "aaa");
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        answers.ShouldBe([true, false, true, false, true, false, true, false]);
    }

    [Theory]
    [InlineData(@"^\d+$", "123", true)]
    [InlineData(@"^\d+$", "123\n", false)]
    [InlineData(@"^\d+$", "１２３", false)]
    [InlineData(@"^[\d.]+$", "1.٣", false)]
    [InlineData(@"^\w+$", "é", false)]
    [InlineData(@"\W", "é", true)]
    [InlineData(@"[^\w]", "é", true)]
    [InlineData(@"^[a-z-[x]+$", "[", true)]
    [InlineData(@"[]a]", "]", true)]
    [InlineData(@"[^]a]", "]", false)]
    [InlineData(@"[$]", "$", true)]
    [InlineData(@"\$$", "5$", true)]
    [InlineData(@"(?P<year>\d{4})-", "2026-", true)]
    [InlineData(@"(?i)HELLO", "hello", true)]
    [InlineData(@"^web\_01$", "web_01", true)]
    [InlineData(@"^[\w--]+$", "a-b", true)]
    [InlineData("^[[:alpha:]]+$", "abc", true)]
    [InlineData(@"^\pL\p{Greek}+$", "éαβ", true)]
    [InlineData(@"\Qa.b\E", "axb", false)]
    [InlineData(@"\Qa.b\E", "a.b", true)]
    [InlineData(@"^\x{e9}$", "é", true)]
    [InlineData("(?U)^a+$", "aa", true)]
    [InlineData(@"\s", "\u0085", false)]
    [InlineData(@"\s", "\u00a0", false)]
    [InlineData("^.$", "😀", true)]
    [InlineData("[😀-😂]", "😁", true)]
    [InlineData("(?i)k", "\u212a", true)]
    [InlineData(@"^\/a$", "/a", true)]
    [InlineData("", "anything", true)]
    public void Matches_Pattern_ReadsAsGoDoes(string pattern, string text, bool expected) => Matches(pattern, text).ShouldBe(expected);

    [Theory]
    [InlineData(@"\bcaf\b", "café", true)] // é is no letter of a word, so that a word ends before it
    [InlineData(@"\bfé\b", "café", false)]
    [InlineData(@"a\bé", "aé", true)]
    [InlineData(@"\bé", "é", false)]
    [InlineData(@"\Bé", "é", true)]
    [InlineData(@"é\b", "éa", true)]
    [InlineData(@"^\Bé\B.\B$", "éß", true)]
    [InlineData(@"\bfoo\b", "日本foo日本", true)]
    [InlineData(@"\bfoo\b", "foo\u0301", true)] // a mark on the o
    [InlineData(@"\bfoo\b", "foo\u200D", true)] // a joiner
    [InlineData(@"\bfoo\b", "foo\uFF3F", true)] // a full-width low line
    [InlineData(@"\bfoo\b", "food é", false)]
    [InlineData(@"\bfoo\b", "foo1 é", false)]
    [InlineData(@"\bfoo\b", "_foo é", false)]
    [InlineData(@"\ba[é]b\b", "aéb è", true)]
    [InlineData(@"\ba[^é]b\b", "aéb è", false)]
    [InlineData(@"\ba[^é]b\b", "aèb", true)]
    [InlineData(@"\ba.b\b", "a日b", true)]
    [InlineData(@"\ba\Wb\b", "aèb", true)]
    [InlineData(@"\ba\Sb\b", "aèb", true)]
    [InlineData(@"\ba\sb\b", "aèb", false)]
    [InlineData(@"\ba\wb\b", "aèb", false)]
    [InlineData(@"(?i)\bfoo\b", "É FOO É", true)]
    [InlineData(@"(?i)\bfé\b", "caf FÉ ", false)]
    [InlineData(@"\b(?P<name>x)\b", "éxé", true)]
    public void Matches_WordBoundary_GoesByAscii(string pattern, string text, bool expected) => Matches(pattern, text).ShouldBe(expected);

    [Fact]
    public void Matches_BoundaryInALongForeignText_TakesLinearTime() =>
        Matches(@"^(é+)+\b$", new string('é', 50_000) + " ").ShouldBeFalse();

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData(@"\")]
    [InlineData("*")]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)a")]
    [InlineData("(?<!b)a")]
    [InlineData(@"\b\é|a")]
    [InlineData(@"^aa\Z")]
    [InlineData("(?x)a a")]
    [InlineData("(?#c)a")]
    [InlineData("(?n)a")]
    [InlineData(@"\u0061")]
    [InlineData(@"[\b]|a")]
    [InlineData(@"\p{IsGreek}|a")]
    [InlineData("a{1001}|a")]
    public void Matches_InvalidOrNotLinear_MatchesNothing(string pattern) => Matches(pattern, "aa").ShouldBeFalse();

    [Fact]
    public void Matches_CatastrophicPattern_TakesLinearTime() => Matches("^(a+)+$", new string('a', 50_000) + "b").ShouldBeFalse();

    [Fact]
    public void Matches_LongText_IsSearchedToItsEnd() => Matches("é$", new string('a', 5_000) + "é").ShouldBeTrue();

    private static bool Matches(string pattern, string text) => OperatorTest.Prepare("matches", [pattern]).Matches(text);
}
