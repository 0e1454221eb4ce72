using Confd.Flags.Operators;

namespace Confd.Flags.Tests.Operators;

/// <summary>What a pattern means to Go's RE2, where .NET alone would read it otherwise.</summary>
public sealed class PatternTests
{
    [Fact]
    public async Task Matches_FirstAskedByManyAtOnce_AnswersAllAlike()
    {
        using var start = new Barrier(8);
        var test = new PatternTest(["^a+b$", "(", "c"]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return test.Matches(number % 2 == 0 ? "aaab" : "aaa");
            },
            TestContext.Current.CancellationToken,
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
    [InlineData(@"\ba\uE001b\b", "aéb", false)] // private use in the pattern is itself alone
    [InlineData(@"\baéb\b", "a\uE001b", false)] // and so is that of a text
    [InlineData("\\ba\uE001b\\b", "a\uE001b é", true)]
    [InlineData(@"(?i)\bfoo\b", "É FOO É", true)]
    [InlineData(@"(?i)\bfé\b", "caf FÉ ", true)]
    [InlineData(@"\b(?P<name>x)\b", "éxé", true)]
    [InlineData(@"[\b]", "\b", true)] // a backspace
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
    [InlineData(@"\b\é|a")] // an escape that there is not, as in Go, also where the é is put as something else
    public void Matches_InvalidOrNotLinear_MatchesNothing(string pattern) => Matches(pattern, "aa").ShouldBeFalse();

    [Fact]
    public void Matches_CatastrophicPattern_TakesLinearTime() => Matches("^(a+)+$", new string('a', 50_000) + "b").ShouldBeFalse();

    private static bool Matches(string pattern, string text) => OperatorTest.Prepare("matches", [pattern]).Matches(text);
}
