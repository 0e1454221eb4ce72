using System.Globalization;
using System.Text;

namespace Confd.GoRegex.Tests;

/// <summary>
/// How large patterns, texts and results may get, and what one pattern does that many ask at once. Rows with errors and matches are Go's.
/// </summary>
public sealed class RegexLimitsTests
{
    [Theory]
    [InlineData("a{1000}", null)]
    [InlineData("a{1,1000}b", null)]
    [InlineData("((a{10}){10}){10}", null)]
    [InlineData("(a*){1000}", null)]
    [InlineData("a{1000}{1}", "invalid nested repetition operator: `{1000}{1}`")]
    [InlineData("x*{2}", "invalid nested repetition operator: `*{2}`")]
    [InlineData("(a{1000}){2}", "invalid repeat count: `{2}`")]
    [InlineData("((a{100}){10}){2}", "invalid repeat count: `{2}`")]
    [InlineData("(?:a{0,1000}){0,2}", "invalid repeat count: `{0,2}`")]
    [InlineData("(((a{0}){1000}){1000})", "invalid repeat count: `{1000}`")]
    public void Parse_NestedRepetitions_AreLimitedAsInGo(string pattern, string? error)
    {
        if (error is null)
        {
            Parse(pattern).GroupCount.ShouldBe(pattern.Count(character => character == '('));
        }
        else
        {
            Should.Throw<RegexSyntaxException>(() => Parse(pattern)).Message.ShouldBe("error parsing regexp: " + error);
        }
    }

    [Theory]
    [InlineData(@"[a-\d]", @"invalid escape sequence: `\d`")]
    [InlineData(@"\E", @"invalid escape sequence: `\E`")]
    [InlineData("(?-)a", "invalid or unsupported Perl syntax: `(?-)`")]
    [InlineData("(?i--s)", "invalid or unsupported Perl syntax: `(?i--`")]
    [InlineData("(?x)a", "invalid or unsupported Perl syntax: `(?x`")]
    [InlineData("(?i)(?", "invalid or unsupported Perl syntax: `(?`")]
    public void Parse_InvalidFlagsAndEscapes_ReportsWhatGoReports(string pattern, string error)
    {
        var refused = Should.Throw<RegexSyntaxException>(() => Parse(pattern));

        refused.Message.ShouldBe("error parsing regexp: " + error);
        refused.Message.ShouldContain($"{refused.Reason}: `{refused.Part}`");
    }

    [Theory]
    [InlineData(@"[\d-z]", "-", "0 1")]
    [InlineData("[[:word:]-]", "-", "0 1")]
    [InlineData("(?i)[^ſ]", "s", null)]
    [InlineData("(?i)[k-\u212A]", "K", "0 1")]
    [InlineData("(?m)(?-m:^)a", "b\na", null)]
    [InlineData("(?is)A.(?-i)B", "a\nB", "0 3")]
    [InlineData("(?ii)a", "A", "0 1")]
    [InlineData(@"\Q\E", "", "0 0")]
    [InlineData(@"\Qa\", "a", null)]
    [InlineData(@"a\Q*\E+", "a**", "0 3")]
    public void Find_EdgesOfTheSyntax_AreAsInGo(string pattern, string text, string? expected)
    {
        var groups = Parse(pattern).FindGroups(Bytes(text), Cancellation);

        (groups is null ? null : string.Join(' ', groups)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1001, false)]
    public void Parse_Nesting_IsLimited(int depth, bool isGood)
    {
        var pattern = string.Concat(Enumerable.Repeat("(?:", depth)) + "a" + string.Concat(Enumerable.Repeat(")", depth));

        if (isGood)
        {
            Parse(pattern).IsMatch("a"u8, Cancellation).ShouldBeTrue();
        }
        else
        {
            Should.Throw<RegexSyntaxException>(() => Parse(pattern)).Reason.ShouldBe("expression nests too deeply");
        }
    }

    [Fact]
    public void Parse_ProgramTooLargeForMemory_IsRefusedBeforeItIsBuilt()
    {
        var pattern = string.Concat(Enumerable.Repeat("(?:[a-z]{1000})", 4000));

        Should.Throw<RegexSyntaxException>(() => Parse(pattern)).Reason.ShouldBe("expression too large");
    }

    [Theory]
    [InlineData(@"\pL", 25459)]
    [InlineData(@"(\pL)", 8487)]
    [InlineData(@"(?:\pL)", 6365)]
    [InlineData(@"(?:\pL)*", 6365)]
    [InlineData(@"\pL|", 12730)]
    [InlineData(@"(?i)\pL", 25421)]
    [InlineData(@"\PL", 25421)]
    public void Parse_SetsTooLargeForMemory_AreRefusedWhereGoRefusesThem(string part, int firstRefused)
    {
        Parse(string.Concat(Enumerable.Repeat(part, firstRefused - 1))).GroupCount.ShouldBe(part[1] == '\\' ? firstRefused - 1 : 0);

        Should.Throw<RegexSyntaxException>(() => Parse(string.Concat(Enumerable.Repeat(part, firstRefused))))
            .Reason.ShouldBe("expression too large");
    }

    [Fact]
    public void Parse_ClassOfManyRanges_HasThemAll()
    {
        var regexp = Parse($"^[!{string.Concat(Enumerable.Repeat(@"\pL", 300))}0-9]+$");

        regexp.IsMatch(Bytes("!aé日09"), Cancellation).ShouldBeTrue();
        regexp.IsMatch(Bytes("!aé日09-"), Cancellation).ShouldBeFalse();
    }

    [Fact]
    public void Bytes_OfAPattern_AreThoseOfItsProgramAndItsSets()
    {
        Parse("abc").Bytes.ShouldBeInRange(100, 1_000);
        Parse(@"\pL").Bytes.ShouldBeGreaterThan(659 * 8, "Go has 659 ranges of letters");
        Parse(@"(?:\pL){1000}").Bytes.ShouldBeLessThan(100_000, "a set that is said once is held once");
        Parse(@"\pL\pL\pL\pL").Bytes.ShouldBeLessThan(Parse(@"\pL").Bytes + 1_000, "nor is one that is named again held again");
        Parse(string.Concat(Enumerable.Repeat("(?:a{1000})", 100))).Bytes.ShouldBeGreaterThan(100_000 * 24);
    }

    [Fact]
    public void Bytes_MachineThatIsKept_IsCounted()
    {
        var regexp = Parse("a{1000}");
        regexp.IsMatch("a"u8, Cancellation);

        var before = GC.GetAllocatedBytesForCurrentThread();
        regexp.IsMatch("a"u8, Cancellation);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000, "the machine of before is used again");
        regexp.Bytes.ShouldBeGreaterThan(1_000 * (24 + 16));
    }

    [Fact]
    public void IsMatch_VeryLargePattern_KeepsNoMachine()
    {
        var regexp = Parse(string.Concat(Enumerable.Repeat("(?:a{1000})", 100)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        regexp.IsMatch("b"u8, Cancellation);
        var first = GC.GetAllocatedBytesForCurrentThread() - before;

        before = GC.GetAllocatedBytesForCurrentThread();
        regexp.IsMatch("b"u8, Cancellation);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeInRange(first / 2, first * 2, "another one was made");
    }

    [Fact]
    public void ReplaceAll_UnusedGroups_AreNotTracked()
    {
        var regexp = Parse($"^{string.Concat(Enumerable.Repeat("(a?)", 2_000))}$");
        var before = GC.GetAllocatedBytesForCurrentThread();

        regexp.ReplaceAll("aa"u8.ToArray(), "<$1>"u8, cancellationToken: Cancellation).Span.SequenceEqual("<a>"u8).ShouldBeTrue();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000, "two places for each of 2,000 ways");
    }

    [Fact]
    public void Find_ManyGroups_AreAllReported()
    {
        var pattern = string.Concat(Enumerable.Range(0, 500).Select(_ => "(a)"));

        var groups = Parse(pattern).FindGroups(Bytes(new string('a', 500)), Cancellation).ShouldNotBeNull();

        groups.Length.ShouldBe(1002);
        groups[2..].ShouldBe(Enumerable.Range(0, 500).SelectMany(index => new[] { index, index + 1 }));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "0..1")]
    [InlineData(2, "0..1 2..3")]
    [InlineData(long.MaxValue, "0..1 2..3 4..5")]
    [InlineData(-7, "0..1 2..3 4..5")]
    public void FindAll_Count_IsTheMost(long count, string expected) =>
        string.Join(' ', Parse("a").FindAll("a.a.a"u8, count, Cancellation)).ShouldBe(expected);

    [Theory]
    [InlineData("aaa", 6, true)]
    [InlineData("aaa", 5, false)]
    [InlineData("", 0, true)]
    [InlineData("bbb", 0, true)]
    [InlineData("abbb", 5, true)]
    [InlineData("abbb", 4, false)]
    [InlineData("bbba", 4, false)]
    public void ReplaceAll_ResultAboveTheLimit_IsRefused(string text, long limit, bool isGood)
    {
        var regexp = Parse("a");

        if (isGood)
        {
            regexp.ReplaceAll(Bytes(text), "xy"u8, limit, Cancellation).Length.ShouldBe(
                text.Replace("a", "xy", StringComparison.Ordinal).Length);
        }
        else
        {
            Should.Throw<RegexOutputTooLargeException>(() => regexp.ReplaceAll(Bytes(text), "xy"u8, limit, Cancellation));
        }
    }

    [Fact]
    public void ReplaceAll_NothingMatches_IsTheTextItself()
    {
        ReadOnlyMemory<byte> text = Bytes("none of it");

        Parse("z").ReplaceAll(text, "x"u8, cancellationToken: Cancellation).ShouldBe(text);
        Parse("z").ReplaceAllLiteral(text, "x"u8, cancellationToken: Cancellation).ShouldBe(text);
    }

    [Fact]
    public void ReplaceAll_TextsThatGrowEnormously_EndAtTheLimitNotInMemory() =>
        Should.Throw<RegexOutputTooLargeException>(
            () => Parse("(a+)").ReplaceAll(
                Bytes(new string('a', 100_000)), Bytes(string.Concat(Enumerable.Repeat("$1", 100_000))), limit: 1 << 24, Cancellation));

    [Fact]
    public void ReplaceAll_StoppedMeanwhile_Stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Should.Throw<OperationCanceledException>(
            () => Parse("a").ReplaceAll(Bytes(new string('a', 100_000)), "y"u8, cancellationToken: stop.Token));
        Should.Throw<OperationCanceledException>(
            () => Parse("a").FindAll(Bytes(new string('a', 100_000)), cancellationToken: stop.Token));
    }

    [Fact]
    public void Search_LargePatternOverAShortText_ChecksCancellationByWorkDone()
    {
        using var stop = new CancellationTokenSource();
        var regexp = Parse($"^{string.Concat(Enumerable.Repeat("(?:x?){1000}", 40))}$");
        var text = Bytes(new string('x', 10));
        regexp.IsMatch(text, stop.Token).ShouldBeTrue();

        stop.Cancel();

        Should.Throw<OperationCanceledException>(() => regexp.IsMatch(text, stop.Token));
        Should.Throw<OperationCanceledException>(() => regexp.TryFind(text, out _, stop.Token));
        Should.Throw<OperationCanceledException>(() => regexp.FindGroups(text, stop.Token));
        Should.Throw<OperationCanceledException>(() => regexp.FindAll(text, cancellationToken: stop.Token));
        Should.Throw<OperationCanceledException>(() => regexp.ReplaceAll(text, "y"u8, cancellationToken: stop.Token));
    }

    [Fact]
    public void Parse_StoppedMeanwhile_Stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Should.Throw<OperationCanceledException>(() => Regexp.Parse("a"u8, stop.Token));
    }

    [Fact]
    public void Regexp_ManyThreads_EachFindsItsOwn()
    {
        var regexp = Parse(@"(?:(\d+)-)*(\w+)$");

        Parallel.For(0, 200, number =>
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{number}-{number + 1}-word{number}");

            var groups = regexp.FindGroups(Bytes(text), Cancellation).ShouldNotBeNull();

            text[groups[2]..groups[3]].ShouldBe((number + 1).ToString(CultureInfo.InvariantCulture));
            text[groups[4]..groups[5]].ShouldBe($"word{number}");
        });
    }

    [Fact]
    public void Escape_EveryByte_MatchesItselfAloneWhereItIsText()
    {
        for (var one = 0; one < 0x80; one++)
        {
            var regexp = Regexp.Parse([(byte)'^', .. Regexp.Escape([(byte)one]), (byte)'$'], Cancellation);
            for (var other = 0; other < 0x80; other++)
            {
                regexp.IsMatch([(byte)other], Cancellation).ShouldBe(one == other, $"{one} and {other}");
            }
        }
    }

    [Fact]
    public void CaseFolding_EveryCharacter_HasASymmetricOrbit()
    {
        var wrong = new List<string>();
        foreach (var rune in Enumerable.Range(0, 0x1E944).Where(Rune.IsValid))
        {
            var orbit = Members(RuneSet.OfRune(rune).Fold());
            var isWhole = orbit.Count == 1 || orbit.All(other => Members(RuneSet.OfRune(other).Fold()).SequenceEqual(orbit));
            if (!orbit.Contains(rune) || !isWhole)
            {
                wrong.Add($"U+{rune:X4}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static List<int> Members(RuneSet set)
    {
        var members = new List<int>();
        foreach (var range in set.Ranges)
        {
            members.AddRange(Enumerable.Range(range.Low, range.High - range.Low + 1));
        }

        return members;
    }

    private static Regexp Parse(string pattern) => Regexp.Parse(Bytes(pattern), Cancellation);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
