using Confd.Flags.Contexts;
using Confd.Flags.Operators;

namespace Confd.Flags.Tests.Operators;

/// <summary>Operators that order agree on every pair of a line from the least to the greatest; each value equals itself alone.</summary>
public sealed class OrderTests
{
    // https://semver.org, section 11; beside it what LaunchDarkly lets be left out, and numbers of any length.
    private static readonly string[] Versions =
    [
        "0", "0.0.1-0", "0.0.1-1", "0.0.1-9", "0.0.1-10", "0.0.1--", "0.0.1-A", "0.0.1-a", "0.0.1-a.0", "0.0.1-a.a", "0.0.1-a-b",
        "0.0.1-ab", "0.0.1", "0.0.9", "0.0.10", "0.1-rc", "0.1", "0.9", "0.10", "1-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
        "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1", "1.0.1", "1.2", "1.10", "2.0.0-2147483648",
        "2.0.0-99999999999999999999", "2", "2147483647", "2147483648", "9223372036854775808", "18446744073709551616.0.1",
        "99999999999999999999999999999999999999999.9.9",
    ];

    // Numbers are Unix milliseconds.
    private static readonly string[] Dates =
    [
        "-1e300", "-62135596800001", "\"0001-01-01T00:00:00Z\"", "\"1969-12-31T23:59:59.999Z\"", "-0.5", "0",
        "\"1970-01-01T00:00:00.000000001Z\"", "\"1970-01-01T00:00:00.0001Z\"", "0.5", "\"1970-01-01T00:00:00.000999999Z\"", "1",
        "\"2000-02-29T00:00:00+14:00\"", "\"2000-02-29T00:00:00Z\"", "\"2000-02-29T00:00:00-12:00\"", "1512543599999",
        "\"2017-12-06T00:00:00-07:00\"", "\"2017-12-06T07:00:00.000000001Z\"", "1512543600001",
        "\"9999-12-31T23:59:59.999999999Z\"", "253402300800000", "1e300", "1e999",
    ];

    private static readonly string[] Numbers =
    [
        "-1e999", "-1.7976931348623157e308", "-1e300", "-9007199254740993", "-1.5", "-1", "-5e-324", "0", "5e-324", "0.1", "1",
        "1.0000000000000002", "2", "9007199254740992", "9007199254740994", "1e300", "1.7976931348623157e308", "1e999",
    ];

    [Fact]
    public void SemVer_AnyPair_IsOrderedByItsPlace() => ShouldOrder(
        [.. Versions.Select(version => (FlagValue)version)], "semVerLessThan", "semVerGreaterThan", "semVerEqual");

    [Fact]
    public void Dates_AnyPair_AreOrderedByTheirPlace() => ShouldOrder([.. Dates.Select(FlagValue.Parse)], "before", "after", null);

    [Fact]
    public void Numbers_AnyPair_AreOrderedByTheirPlace()
    {
        FlagValue[] values = [.. Numbers.Select(FlagValue.Parse)];
        ShouldOrder(values, "lessThan", "greaterThan", "in");
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < values.Length; j++)
            {
                Matches("lessThanOrEqual", values[i], values[j]).ShouldBe(i <= j, $"{Numbers[i]} and {Numbers[j]}");
                Matches("greaterThanOrEqual", values[i], values[j]).ShouldBe(i >= j, $"{Numbers[i]} and {Numbers[j]}");
            }
        }
    }

    [Theory]
    [InlineData("1", "1.0", "1e0", "10e-1", "1.000")]
    [InlineData("0", "-0", "0.0", "0e5", "-0.0")]
    [InlineData("100", "1e2", "100.0", "1E+2", "1000e-1")]
    [InlineData("\"é\"", "\"\\u00e9\"", "\"\\u00E9\"")]
    [InlineData("\"a/b\"", "\"a\\/b\"", "\"\\u0061/b\"")]
    [InlineData("9007199254740993", "9007199254740992", "9007199254740992.0")]
    public void In_DifferentSpellings_AreOneValueHoweverManyThereAre(params string[] spellings)
    {
        // Below and above the size from which values are looked up by their hash.
        FlagValue[] fillers = [.. Enumerable.Range(0, 20).Select(number => (FlagValue)$"filler {number}")];
        foreach (var one in spellings.Select(FlagValue.Parse))
        {
            foreach (var other in spellings.Select(FlagValue.Parse))
            {
                OperatorTest.Prepare("in", [one]).Matches(other).ShouldBeTrue($"{one} and {other}");
                OperatorTest.Prepare("in", [.. fillers, one]).Matches(other).ShouldBeTrue($"{one} and {other} among many");
            }
        }
    }

    [Theory]
    [InlineData("1", "\"1\"", "true", "[1]", "{\"a\":1}", "null")]
    [InlineData("0", "false", "\"\"", "\"0\"", "null", "[]")]
    [InlineData("\"a\"", "\"A\"", "\"a \"", "\"á\"", "\"a\\u0301\"", "\"a\\u0000\"")]
    public void In_OtherTypesAndTexts_AreOtherValuesHoweverManyThereAre(params string[] values)
    {
        FlagValue[] fillers = [.. Enumerable.Range(0, 20).Select(number => (FlagValue)$"filler {number}")];
        var first = FlagValue.Parse(values[0]);
        foreach (var other in values.Skip(1).Select(FlagValue.Parse))
        {
            OperatorTest.Prepare("in", [first]).Matches(other).ShouldBeFalse(other.ToString());
            OperatorTest.Prepare("in", [.. fillers, first]).Matches(other).ShouldBeFalse(other + " among many");
        }
    }

    [Theory]
    [InlineData("startsWith", "straße", "STRASSE", false)]
    [InlineData("startsWith", "a\u00ADb", "ab", false)] // a soft hyphen, which cultures pass over
    [InlineData("endsWith", "cafe\u0301", "é", false)]
    [InlineData("endsWith", "\u0301", "", true)]
    [InlineData("contains", "æ", "ae", false)]
    [InlineData("contains", "a\0b", "\0", true)]
    [InlineData("contains", "a\0b", "ab", false)]
    [InlineData("startsWith", "İ", "i", false)]
    public void Texts_AnyCulture_AreComparedByTheirUnits(string operation, string text, string part, bool expected)
    {
        OperatorTest.Prepare(operation, [part]).Matches(text).ShouldBe(expected);
        using var foreign = new TestSupport.ForeignCulture();
        OperatorTest.Prepare(operation, [part]).Matches(text).ShouldBe(expected);
    }

    [Fact]
    public void DescribeOperands_KnownOperators_AreAllDescribed()
    {
        foreach (var name in OperatorTest.Names)
        {
            OperatorTest.DescribeOperands(name).ShouldNotBeEmpty(name);
            OperatorTest.Prepare(name, []).Matches("x").ShouldBeFalse(name);
            FlagValue[] odd = [FlagValue.Null, true, FlagValue.ArrayOf(1), FlagValue.ObjectOf([])];
            OperatorTest.Prepare(name, [.. odd]).Matches("x").ShouldBeFalse(name);
        }
    }

    private static void ShouldOrder(FlagValue[] values, string less, string greater, string? equal)
    {
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < values.Length; j++)
            {
                Matches(less, values[i], values[j]).ShouldBe(i < j, $"{values[i]} {less} {values[j]}");
                Matches(greater, values[i], values[j]).ShouldBe(i > j, $"{values[i]} {greater} {values[j]}");
                if (equal is not null)
                {
                    Matches(equal, values[i], values[j]).ShouldBe(i == j, $"{values[i]} {equal} {values[j]}");
                }
            }
        }
    }

    private static bool Matches(string operation, FlagValue context, FlagValue clause) =>
        OperatorTest.Prepare(operation, [clause]).Matches(context);
}
