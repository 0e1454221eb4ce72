using Confd.Engine.Documents;

namespace Confd.Engine.Tests.Documents;

public sealed class DurationTextTests
{
    // Go's time.ParseDuration and Duration.String.
    [Theory]
    [InlineData("0", 0, "0s")]
    [InlineData("300ms", 3_000_000, "300ms")]
    [InlineData("1h30m", 54_000_000_000, "1h30m0s")]
    [InlineData("-1.5s", -15_000_000, "-1.5s")]
    [InlineData("+5s", 50_000_000, "5s")]
    [InlineData("2m3.5s", 1_235_000_000, "2m3.5s")]
    [InlineData("1h", 36_000_000_000, "1h0m0s")]
    [InlineData("1.5h", 54_000_000_000, "1h30m0s")]
    [InlineData("100us", 1_000, "100µs")]
    [InlineData("100µs", 1_000, "100µs")]
    [InlineData(".5s", 5_000_000, "500ms")]
    [InlineData("1.s", 10_000_000, "1s")]
    public void TryParse_Duration_ReadsItAndFormatWritesIt(string text, long ticks, string formatted)
    {
        DurationText.TryParse(text, out var duration).ShouldBeTrue();

        duration.Ticks.ShouldBe(ticks);
        DurationText.Format(duration).ShouldBe(formatted);
    }

    // Texts, nanoseconds and errors recorded from time.ParseDuration of Go.
    [Theory]
    [InlineData("-0", 0, "")]
    [InlineData("+0", 0, "")]
    [InlineData("00", 0, "time: missing unit in duration \"00\"")]
    [InlineData("0.9ns", 0, "")]
    [InlineData("-9223372036854775808ns", long.MinValue, "")]
    [InlineData("9223372036854775808ns", 0, "time: invalid duration \"9223372036854775808ns\"")]
    [InlineData("9223372036854775807h", 0, "time: invalid duration \"9223372036854775807h\"")]
    [InlineData("9223372036854775807m", 0, "time: invalid duration \"9223372036854775807m\"")]
    [InlineData("-9223372036854775807s", 0, "time: invalid duration \"-9223372036854775807s\"")]
    [InlineData("99999999999999999999999999999999s", 0, "time: invalid duration \"99999999999999999999999999999999s\"")]
    [InlineData("0.1234567891234567891234567891234567s", 123456789, "")]
    [InlineData("1.2.3s", 0, "time: missing unit in duration \"1.2.3s\"")]
    [InlineData("-5..", 0, "time: missing unit in duration \"-5..\"")]
    [InlineData("1s1", 0, "time: missing unit in duration \"1s1\"")]
    [InlineData("1d", 0, "time: unknown unit \"d\" in duration \"1d\"")]
    [InlineData("1s\u00e9", 0, "time: unknown unit \"s\\xc3\\xa9\" in duration \"1s\\xc3\\xa9\"")]
    [InlineData("1 s", 0, "time: unknown unit \" s\" in duration \"1 s\"")]
    [InlineData("--1s", 0, "time: invalid duration \"--1s\"")]
    [InlineData(".s", 0, "time: invalid duration \".s\"")]
    [InlineData("\u0661s", 0, "time: invalid duration \"\\xd9\\xa1s\"")]
    [InlineData("1s\n", 0, "time: unknown unit \"s\\x0a\" in duration \"1s\\x0a\"")]
    [InlineData("91.50292ms", 91502920, "")]
    [InlineData("12ms1ns", 12000001, "")]
    [InlineData("1100292h", 3961051200000000000, "")]
    [InlineData("5.292292h", 19052251200000, "")]
    [InlineData(".50\u03bcs1h", 3600000000500, "")]
    [InlineData("00292h292us", 1051200000292000, "")]
    [InlineData(".9223372036854775807h", 3320413933267, "")]
    [InlineData("3.3333333333333h1ms", 12000000999999, "")]
    [InlineData("3.3333333333333h", 11999999999999, "")]
    [InlineData("-.52562047h47m16.854775807s", -4729088467807, "")]
    [InlineData("0", 0, "")]
    [InlineData("121.52562047h47m16.854775807s", 440329088467807, "")]
    [InlineData("292123.3333333333333m", 17527399999999999, "")]
    [InlineData("9223372036854775807ns", 9223372036854775807, "")]
    [InlineData("-2562047h47m16.854775807s", -9223372036854775807, "")]
    [InlineData("9ms", 9000000, "")]
    [InlineData("1m", 60000000000, "")]
    [InlineData("99\u00b5s", 99000, "")]
    [InlineData("1h", 3600000000000, "")]
    [InlineData("1.5h", 5400000000000, "")]
    [InlineData("5.\u00b5s9ns", 5009, "")]
    [InlineData("121.5h", 437400000000000, "")]
    [InlineData("+.ns-9", 0, "time: invalid duration \"+.ns-9\"")]
    public void TryParseExactly_AnyText_IsWhatGoMakesOfIt(string text, long nanoseconds, string problem)
    {
        DurationText.TryParseExactly(text, out var duration, out var found).ShouldBe(problem.Length == 0);

        found.ShouldBe(problem);
        duration.Nanoseconds.ShouldBe(nanoseconds);
    }

    [Theory]
    [InlineData("1ns", 1)]
    [InlineData("-1ns", -1)]
    [InlineData("101ns", 2)]
    [InlineData("-101ns", -2)]
    [InlineData("100ns", 1)]
    [InlineData("0ns", 0)]
    [InlineData("9223372036854775807ns", 92233720368547759)]
    [InlineData("-9223372036854775808ns", -92233720368547759)]
    public void TryParse_NanosecondsBetweenTicks_AreRoundedAwayFromZero(string text, long ticks)
    {
        DurationText.TryParse(text, out var duration).ShouldBeTrue();

        duration.Ticks.ShouldBe(ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("soon")]
    [InlineData("1 hour")]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("--1s")]
    [InlineData("9999999h")]
    [InlineData("1s1")]
    public void TryParse_NoDuration_IsRefused(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("576h", "")]
    [InlineData("-2562047h", "")]
    [InlineData("576h0m0.000000001s", "longer than 576h0m0s (24 days)")]
    [InlineData("2562047h", "longer than 576h0m0s (24 days)")]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    public void TryParseWait_LongerThanTimersAllow_IsAProblemAndNotTruncated(string text, string expected)
    {
        DurationText.TryParseWait(text, out _, out var problem).ShouldBe(expected.Length == 0);

        problem.ShouldBe(expected);
    }

    [Fact]
    public void Format_MoreThanGoHolds_IsTheLongestOfGo()
    {
        DurationText.Format(TimeSpan.MaxValue).ShouldBe("2562047h47m16.8547758s");
        DurationText.Format(TimeSpan.MinValue).ShouldBe("-2562047h47m16.8547758s");
    }
}
