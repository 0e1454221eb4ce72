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
    public void TryParseWait_LongerThanCanBeWaitedFor_IsAProblemAndNotCut(string text, string expected)
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

    [Fact]
    public void TryParse_OneNanosecond_DoesNotBecomeNone()
    {
        DurationText.TryParse("1ns", out var duration).ShouldBeTrue();

        duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }
}
