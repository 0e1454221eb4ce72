using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Time;

/// <summary>Rows are the answers of Go's <c>time.Duration</c>.</summary>
public sealed class GoDurationRecordedTests
{
    [Theory]
    [InlineData(0, "0s", 0d, 0d, 0d, 0, 0)]
    [InlineData(1, "1ns", 2.777777777777778e-13, 1.6666666666666667e-11, 1e-09, 0, 0)]
    [InlineData(-1, "-1ns", -2.777777777777778e-13, -1.6666666666666667e-11, -1e-09, 0, 0)]
    [InlineData(999, "999ns", 2.775e-10, 1.665e-08, 9.99e-07, 0, 0)]
    [InlineData(1000, "1µs", 2.7777777777777777e-10, 1.6666666666666667e-08, 1e-06, 0, 1)]
    [InlineData(1500, "1.5µs", 4.166666666666667e-10, 2.5e-08, 1.5e-06, 0, 1)]
    [InlineData(-999999, "-999.999µs", -2.777775e-07, -1.666665e-05, -0.000999999, 0, -999)]
    [InlineData(1000000, "1ms", 2.7777777777777776e-07, 1.6666666666666667e-05, 0.001, 1, 1000)]
    [InlineData(1000000000, "1s", 0.0002777777777777778, 0.016666666666666666, 1d, 1000, 1000000)]
    [InlineData(61000000000, "1m1s", 0.016944444444444446, 1.0166666666666666, 61d, 61000, 61000000)]
    [InlineData(3599000000000, "59m59s", 0.9997222222222222, 59.983333333333334, 3599d, 3599000, 3599000000)]
    [InlineData(3600000000000, "1h0m0s", 1d, 60d, 3600d, 3600000, 3600000000)]
    [InlineData(86400000000000, "24h0m0s", 24d, 1440d, 86400d, 86400000, 86400000000)]
    [InlineData(-5430000000000, "-1h30m30s", -1.5083333333333333, -90.5, -5430d, -5430000, -5430000000)]
    [InlineData(123456789, "123.456789ms", 3.42935525e-05, 0.00205761315, 0.123456789, 123, 123456)]
    public void Units_Duration_AreGos(
        long nanoseconds, string text, double hours, double minutes, double seconds, long milliseconds, long microseconds)
    {
        var duration = new GoDuration(nanoseconds);
        duration.ToString().ShouldBe(text);
        (duration.Hours, duration.Minutes, duration.Seconds).ShouldBe((hours, minutes, seconds));
        (duration.Milliseconds, duration.Microseconds).ShouldBe((milliseconds, microseconds));
    }

    [Theory]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, 2, 0, 0)]
    [InlineData(0, 1000, 0, 0)]
    [InlineData(0, 1000000, 0, 0)]
    [InlineData(0, 7, 0, 0)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, -5, 0, 0)]
    [InlineData(0, 9223372036854775807, 0, 0)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 2, 2, 0)]
    [InlineData(1, 1000, 0, 0)]
    [InlineData(1, 1000000, 0, 0)]
    [InlineData(1, 7, 0, 0)]
    [InlineData(1, 0, 1, 1)]
    [InlineData(1, -5, 1, 1)]
    [InlineData(1, 9223372036854775807, 0, 0)]
    [InlineData(-1, 1, -1, -1)]
    [InlineData(-1, 2, -2, 0)]
    [InlineData(-1, 1000, 0, 0)]
    [InlineData(-1, 1000000, 0, 0)]
    [InlineData(-1, 7, 0, 0)]
    [InlineData(-1, 0, -1, -1)]
    [InlineData(-1, -5, -1, -1)]
    [InlineData(-1, 9223372036854775807, 0, 0)]
    [InlineData(1500, 1, 1500, 1500)]
    [InlineData(1500, 2, 1500, 1500)]
    [InlineData(1500, 1000, 2000, 1000)]
    [InlineData(1500, 1000000, 0, 0)]
    [InlineData(1500, 7, 1498, 1498)]
    [InlineData(1500, 0, 1500, 1500)]
    [InlineData(1500, -5, 1500, 1500)]
    [InlineData(1500, 9223372036854775807, 0, 0)]
    [InlineData(-1500, 1, -1500, -1500)]
    [InlineData(-1500, 2, -1500, -1500)]
    [InlineData(-1500, 1000, -2000, -1000)]
    [InlineData(-1500, 1000000, 0, 0)]
    [InlineData(-1500, 7, -1498, -1498)]
    [InlineData(-1500, 0, -1500, -1500)]
    [InlineData(-1500, -5, -1500, -1500)]
    [InlineData(-1500, 9223372036854775807, 0, 0)]
    [InlineData(2500, 1, 2500, 2500)]
    [InlineData(2500, 2, 2500, 2500)]
    [InlineData(2500, 1000, 3000, 2000)]
    [InlineData(2500, 1000000, 0, 0)]
    [InlineData(2500, 7, 2499, 2499)]
    [InlineData(2500, 0, 2500, 2500)]
    [InlineData(2500, -5, 2500, 2500)]
    [InlineData(2500, 9223372036854775807, 0, 0)]
    [InlineData(123456789, 1, 123456789, 123456789)]
    [InlineData(123456789, 2, 123456790, 123456788)]
    [InlineData(123456789, 1000, 123457000, 123456000)]
    [InlineData(123456789, 1000000, 123000000, 123000000)]
    [InlineData(123456789, 7, 123456788, 123456788)]
    [InlineData(123456789, 0, 123456789, 123456789)]
    [InlineData(123456789, -5, 123456789, 123456789)]
    [InlineData(123456789, 9223372036854775807, 0, 0)]
    [InlineData(-123456789, 1, -123456789, -123456789)]
    [InlineData(-123456789, 2, -123456790, -123456788)]
    [InlineData(-123456789, 1000, -123457000, -123456000)]
    [InlineData(-123456789, 1000000, -123000000, -123000000)]
    [InlineData(-123456789, 7, -123456788, -123456788)]
    [InlineData(-123456789, 0, -123456789, -123456789)]
    [InlineData(-123456789, -5, -123456789, -123456789)]
    [InlineData(-123456789, 9223372036854775807, 0, 0)]
    [InlineData(9223372036854775807, 1, 9223372036854775807, 9223372036854775807)]
    [InlineData(9223372036854775807, 2, 9223372036854775807, 9223372036854775806)]
    [InlineData(9223372036854775807, 1000, 9223372036854775807, 9223372036854775000)]
    [InlineData(9223372036854775807, 1000000, 9223372036854775807, 9223372036854000000)]
    [InlineData(9223372036854775807, 7, 9223372036854775807, 9223372036854775807)]
    [InlineData(9223372036854775807, 0, 9223372036854775807, 9223372036854775807)]
    [InlineData(9223372036854775807, -5, 9223372036854775807, 9223372036854775807)]
    [InlineData(9223372036854775807, 9223372036854775807, 9223372036854775807, 9223372036854775807)]
    [InlineData(long.MinValue, 1, long.MinValue, long.MinValue)]
    [InlineData(long.MinValue, 2, long.MinValue, long.MinValue)]
    [InlineData(long.MinValue, 1000, long.MinValue, -9223372036854775000)]
    [InlineData(long.MinValue, 1000000, long.MinValue, -9223372036854000000)]
    [InlineData(long.MinValue, 7, -9223372036854775807, -9223372036854775807)]
    [InlineData(long.MinValue, 0, long.MinValue, long.MinValue)]
    [InlineData(long.MinValue, -5, long.MinValue, long.MinValue)]
    [InlineData(long.MinValue, 9223372036854775807, -9223372036854775807, -9223372036854775807)]
    public void RoundAndTruncate_Unit_GiveWhatGoGives(long nanoseconds, long unit, long rounded, long truncated)
    {
        new GoDuration(nanoseconds).Round(new GoDuration(unit)).Nanoseconds.ShouldBe(rounded);
        new GoDuration(nanoseconds).Truncate(new GoDuration(unit)).Nanoseconds.ShouldBe(truncated);
    }

    [Fact]
    public void Comparison_Operators_FollowTheNanoseconds()
    {
        var (less, more) = (new GoDuration(-1), new GoDuration(1));
        (less < more, less <= more, less > more, less >= more).ShouldBe((true, true, false, false));
        less.CompareTo(more).ShouldBeLessThan(0);
    }
}
