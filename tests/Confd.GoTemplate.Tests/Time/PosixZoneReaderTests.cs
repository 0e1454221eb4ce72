using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Time;

/// <summary>The forms of POSIX.1-2017, 8.3, with the wider hours of RFC 8536.</summary>
public sealed class PosixZoneReaderTests
{
    [Theory]
    [InlineData("CET-1", "CET", "-1")]
    [InlineData("EST5EDT", "EST", "5EDT")]
    [InlineData("<+0330>-3:30", "+0330", "-3:30")]
    [InlineData("<>5", "", "5")]
    [InlineData("ABCDEF", "ABCDEF", "")]
    [InlineData("äöü3", "äöü", "3")]
    public void TryReadName_Name_EndsWhereTheOffsetBegins(string text, string name, string rest)
    {
        var reader = new PosixZoneReader(text);

        reader.TryReadName(out var found).ShouldBeTrue();

        (found, reader.Rest).ShouldBe((name, rest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("AB5")]
    [InlineData("5")]
    [InlineData("<+03")]
    public void TryReadName_NoName_IsRefused(string text) => new PosixZoneReader(text).TryReadName(out _).ShouldBeFalse();

    [Theory]
    [InlineData("5", 18_000, "")]
    [InlineData("-1", -3_600, "")]
    [InlineData("+05:30", 19_800, "")]
    [InlineData("-5:30:15x", -19_815, "x")]
    [InlineData("0", 0, "")]
    [InlineData("168", 604_800, "")]
    [InlineData("-168:59:59", -608_399, "")]
    [InlineData("2,M3", 7_200, ",M3")]
    public void TryReadOffset_HoursMinutesSeconds_AreSeconds(string text, int seconds, string rest)
    {
        var reader = new PosixZoneReader(text);

        reader.TryReadOffset(out var found).ShouldBeTrue();

        (found, reader.Rest).ShouldBe((seconds, rest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("x")]
    [InlineData("169")]
    [InlineData("5:")]
    [InlineData("5:60")]
    [InlineData("5:30:60")]
    [InlineData("99999999999999999999")]
    public void TryReadOffset_NoOffset_IsRefused(string text) => new PosixZoneReader(text).TryReadOffset(out _).ShouldBeFalse();

    // Kind, day, week, month, second of the day; then the second of 2024, a leap year, in UTC with an offset of an hour.
    [Theory]
    [InlineData(",M3.5.0", "WeekdayOfMonth 0 5 3 7200", 7_779_600)]
    [InlineData(",M10.5.0/3", "WeekdayOfMonth 0 5 10 10800", 25_927_200)]
    [InlineData(",M2.1.4/-1:30", "WeekdayOfMonth 4 1 2 -5400", 2_669_400)]
    [InlineData(",M12.5.2/168", "WeekdayOfMonth 2 5 12 604800", 32_137_200)]
    [InlineData(",J60", "JulianWithoutLeapDay 60 0 0 7200", 5_187_600)]
    [InlineData(",J59", "JulianWithoutLeapDay 59 0 0 7200", 5_014_800)]
    [InlineData(",59", "ZeroBasedDay 59 0 0 7200", 5_101_200)]
    [InlineData(",0/0", "ZeroBasedDay 0 0 0 0", -3_600)]
    public void TryReadRule_Rule_IsAMomentOfTheYear(string text, string expected, long second)
    {
        var reader = new PosixZoneReader(text);

        reader.TryReadRule(out var rule).ShouldBeTrue();

        reader.IsAtEnd.ShouldBeTrue();
        $"{rule.Kind} {rule.Day} {rule.Week} {rule.Month} {rule.TimeSeconds}".ShouldBe(expected);
        rule.SecondOfYear(2024, 3600).ShouldBe(second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M3.5.0")]
    [InlineData(",")]
    [InlineData(",J0")]
    [InlineData(",J366")]
    [InlineData(",366")]
    [InlineData(",M0.1.0")]
    [InlineData(",M13.1.0")]
    [InlineData(",M3.0.0")]
    [InlineData(",M3.6.0")]
    [InlineData(",M3.5.7")]
    [InlineData(",M3.5")]
    [InlineData(",M3,5,0")]
    [InlineData(",M3.5.0/")]
    [InlineData(",M3.5.0/x")]
    public void TryReadRule_NoRule_IsRefused(string text) => new PosixZoneReader(text).TryReadRule(out _).ShouldBeFalse();
}
