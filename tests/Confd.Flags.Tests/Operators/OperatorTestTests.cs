using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Operators;

namespace Confd.Flags.Tests.Operators;

public sealed class OperatorTestTests
{
    [Theory]
    [InlineData("in", "[1,\"a\",true,null]", "1", true)]
    [InlineData("in", "[1]", "1.0", true)]
    [InlineData("in", "[1]", "\"1\"", false)]
    [InlineData("in", "[\"a\"]", "\"A\"", false)]
    [InlineData("in", "[{\"x\":1}]", "{\"x\":1}", false)]
    [InlineData("in", "[]", "1", false)]
    [InlineData("in", "[1,2,3,4,5,6,7,8,9]", "9", true)]
    [InlineData("in", "[1,2,3,4,5,6,7,8,9]", "\"9\"", false)]
    [InlineData("startsWith", "[\"ab\"]", "\"abc\"", true)]
    [InlineData("startsWith", "[\"\"]", "\"abc\"", true)]
    [InlineData("startsWith", "[\"AB\"]", "\"abc\"", false)]
    [InlineData("startsWith", "[1]", "\"1x\"", false)]
    [InlineData("endsWith", "[\"x\",\"bc\"]", "\"abc\"", true)]
    [InlineData("endsWith", "[\"bc\"]", "17", false)]
    [InlineData("contains", "[\"b\"]", "\"abc\"", true)]
    [InlineData("contains", "[\"ä\"]", "\"a\\u0308\"", false)]
    [InlineData("lessThan", "[10]", "9.99", true)]
    [InlineData("lessThan", "[10]", "10", false)]
    [InlineData("lessThan", "[\"10\"]", "9", false)]
    [InlineData("lessThan", "[10]", "\"9\"", false)]
    [InlineData("lessThan", "[1,20]", "9", true)]
    [InlineData("lessThanOrEqual", "[10]", "10", true)]
    [InlineData("greaterThan", "[10]", "10", false)]
    [InlineData("greaterThanOrEqual", "[10]", "10", true)]
    [InlineData("before", "[\"2026-01-01T00:00:00Z\"]", "1767225599999", true)]
    [InlineData("before", "[\"2026-01-01T00:00:00Z\"]", "1767225600000", false)]
    [InlineData("before", "[1767225600000]", "\"2025-12-31T23:59:59.9999Z\"", true)]
    [InlineData("after", "[\"yesterday\",5]", "6", true)]
    [InlineData("after", "[\"yesterday\"]", "6", false)]
    [InlineData("after", "[5]", "true", false)]
    [InlineData("semVerEqual", "[\"2.0.0\"]", "\"2\"", true)]
    [InlineData("semVerEqual", "[\"2.0.0\"]", "2", false)]
    [InlineData("semVerEqual", "[\"v2\"]", "\"2\"", false)]
    [InlineData("semVerLessThan", "[\"2.0.0\"]", "\"2.0.0-rc.1\"", true)]
    [InlineData("semVerGreaterThan", "[\"2.0.0-rc.1\"]", "\"2.0.0-rc.2\"", true)]
    [InlineData("matches", "[\"(\",\"^a\"]", "\"ab\"", true)]
    [InlineData("matches", "[\"(\"]", "\"(\"", false)]
    [InlineData("matches", "[\"1\"]", "1", false)]
    [InlineData("segmentMatch", "[\"s\"]", "\"s\"", false)]
    [InlineData("Unknown", "[1]", "1", false)]
    public void Matches_AnyOfTheValues_IsAMatchUnlessTheTypeIsWrong(string op, string values, string value, bool matches) =>
        OperatorTest.Prepare(op, FlagValue.Parse(values).Items).Matches(FlagValue.Parse(value)).ShouldBe(matches);

    [Theory]
    [InlineData("in", "texts, numbers, true and false")]
    [InlineData("startsWith", "texts")]
    [InlineData("endsWith", "texts")]
    [InlineData("contains", "texts")]
    [InlineData("matches", "regular expressions that run in linear time")]
    [InlineData("lessThan", "numbers")]
    [InlineData("greaterThanOrEqual", "numbers")]
    [InlineData("before", "numbers of Unix milliseconds and RFC 3339 dates")]
    [InlineData("after", "numbers of Unix milliseconds and RFC 3339 dates")]
    [InlineData("semVerLessThan", "semantic versions")]
    [InlineData("segmentMatch", "keys of segments")]
    public void DescribeOperands_Operator_NamesItsOperands(string op, string words) => OperatorTest.DescribeOperands(op).ShouldBe(words);

    [Theory]
    [InlineData("in", "{}", false)]
    [InlineData("startsWith", "\"a\"", true)]
    [InlineData("startsWith", "1", false)]
    [InlineData("lessThan", "\"1\"", false)]
    [InlineData("before", "\"2026-01-01T00:00:00Z\"", true)]
    [InlineData("before", "\"2026-01-01\"", false)]
    [InlineData("semVerEqual", "\"1.2\"", true)]
    [InlineData("semVerEqual", "\"v1\"", false)]
    [InlineData("matches", "\"(?=a)\"", false)]
    [InlineData("matches", "\"a+\"", true)]
    [InlineData("segmentMatch", "\"s\"", true)]
    [InlineData("segmentMatch", "null", false)]
    public void CanMatch_ValueOfAClause_IsOneThatTheOperatorComparesWith(string op, string value, bool canMatch) =>
        OperatorTest.CanMatch(op, FlagValue.Parse(value)).ShouldBe(canMatch);

    [Fact]
    public void Names_EachOperator_HasATestAndADescription()
    {
        foreach (var name in OperatorTest.Names.Remove(OperatorTest.SegmentMatch))
        {
            OperatorTest.Prepare(name, ImmutableArray<FlagValue>.Empty).ShouldNotBeSameAs(NoMatch.Instance, name);
            OperatorTest.DescribeOperands(name).ShouldNotBe("keys of segments", name);
        }
    }

    [Theory]
    [InlineData("^[\\D]$", "٣", true)]
    [InlineData("^[\\D]$", "7", false)]
    [InlineData("^[^\\D]$", "7", true)]
    [InlineData("^[^\\D]$", "٣", false)]
    [InlineData("^[\\W]$", "é", true)]
    [InlineData("^[\\W]$", "_", false)]
    [InlineData("^[^\\W]$", "é", false)]
    [InlineData("^[^\\W]$", "Z", true)]
    [InlineData("^[a\\W]$", "]", true)]
    [InlineData("^[\\W-]+$", "-^`{[", true)]
    [InlineData("^[\\w-]+$", "a-Z_9", true)]
    [InlineData("^\\d$", "٣", false)]
    [InlineData("a$", "a\n", false)]
    [InlineData("^[]a]$", "]", true)]
    [InlineData("^[^]a]$", "]", false)]
    [InlineData("^[a-z-[aeiou]]+$", "b]", true)]
    [InlineData("^[a-z-[aeiou]]+$", "b", false)]
    [InlineData("(?P<year>\\d{4})", "in 2026", true)]
    public void Matches_ClassesOfCharacters_AreThoseOfGoAndJavaScript(string pattern, string text, bool matches) =>
        new PatternTest([pattern]).Matches(text).ShouldBe(matches);
}
