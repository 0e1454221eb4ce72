using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Time;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(-1, "-1ns")]
    [InlineData(999, "999ns")]
    [InlineData(1_000, "1µs")]
    [InlineData(1_001, "1.001µs")]
    [InlineData(1_500_000, "1.5ms")]
    [InlineData(999_999_999, "999.999999ms")]
    [InlineData(1_000_000_000, "1s")]
    [InlineData(60_000_000_000, "1m0s")]
    [InlineData(3_600_000_000_000, "1h0m0s")]
    [InlineData(90_061_000_000_001, "25h1m1.000000001s")]
    [InlineData(-5_430_000_000_000, "-1h30m30s")]
    [InlineData(long.MaxValue, "2562047h47m16.854775807s")]
    [InlineData(long.MinValue, "-2562047h47m16.854775808s")]
    public void ToString_Nanoseconds_ReadAsInGo(long nanoseconds, string expected) =>
        new GoDuration(nanoseconds).ToString().ShouldBe(expected);

    [Theory]
    [InlineData(15, 10, 20, 10)]
    [InlineData(14, 10, 10, 10)]
    [InlineData(-15, 10, -20, -10)]
    [InlineData(-14, 10, -10, -10)]
    [InlineData(15, 0, 15, 15)]
    [InlineData(15, -3, 15, 15)]
    [InlineData(long.MaxValue, 3_600_000_000_000, long.MaxValue, 9223369200000000000)]
    [InlineData(long.MinValue, 3_600_000_000_000, long.MinValue, -9223369200000000000)]
    public void RoundAndTruncate_Unit_HalvesGoAwayFromZero(long nanoseconds, long unit, long rounded, long truncated)
    {
        new GoDuration(nanoseconds).Round(new GoDuration(unit)).Nanoseconds.ShouldBe(rounded);
        new GoDuration(nanoseconds).Truncate(new GoDuration(unit)).Nanoseconds.ShouldBe(truncated);
    }

    [Fact]
    public void Abs_Smallest_IsLargest()
    {
        GoDuration.MinValue.Abs().ShouldBe(GoDuration.MaxValue);
        new GoDuration(-5).Abs().Nanoseconds.ShouldBe(5);
    }

    [Fact]
    public void Units_Negative_CutTowardsZero()
    {
        var duration = new GoDuration(-1_999_999);
        (duration.Microseconds, duration.Milliseconds).ShouldBe((-1999, -1));
        new GoDuration(5_025_678_901_234).Hours.ShouldBe(1.3960219170094446);
    }
}
