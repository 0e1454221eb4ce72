using Confd.Flags.Contexts;
using Confd.Flags.Operators;

namespace Confd.Flags.Tests.Operators;

public sealed class InstantTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0, 0)]
    [InlineData("2017-12-06T00:00:00.000-07:00", 1512543600000, 0)]
    [InlineData("2017-12-06T00:00:00.000-0700", 1512543600000, 0)]
    [InlineData("2017-12-06T07:00:00.1234567Z", 1512543600123, 456700)]
    [InlineData("1969-12-31T23:59:59.999999999999Z", -1, 999999)]
    [InlineData("0001-01-01T00:00:00+23:59", -62135683140000, 0)]
    [InlineData("9999-12-31T23:59:59-23:59", 253402387139000, 0)]
    public void TryParse_Rfc3339_IsRead(string text, double milliseconds, int nanoseconds)
    {
        Instant.TryParse(text, out var instant).ShouldBeTrue();

        instant.ShouldBe(new Instant(milliseconds, nanoseconds));
    }

    [Theory]
    [InlineData("2017-12-06")]
    [InlineData("2017-12-06T07:00Z")]
    [InlineData("2017-12-06T07:00:00")]
    [InlineData("2017-12-06 07:00:00Z")]
    [InlineData("2017-12-06t07:00:00z")]
    [InlineData("2017-12-06T07:00:00.Z")]
    [InlineData("2017-12-06T07:00:00+07")]
    [InlineData("2017-12-06T07:00:00+7:00")]
    [InlineData("2017-12-06T07:00:00+07:0")]
    [InlineData("2017-12-06T07:00:00+070")]
    [InlineData("2017-12-06T07:00:00+07000")]
    [InlineData("2017-12-06T07:00:00+2400")]
    [InlineData("2017-12-06T07:00:00+24:00")]
    [InlineData("2017-02-30T07:00:00Z")]
    [InlineData("2017-12-06T24:00:00Z")]
    [InlineData("2017-12-06T07:00:60Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2017-12-06T07:00:00ZZ")]
    [InlineData("２017-12-06T07:00:00Z")]
    public void TryParse_AnythingElse_IsRefused(string text) => Instant.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("1e300", "1.1e300")]
    [InlineData("-1e300", "0")]
    [InlineData("1512543600000.25", "1512543600000.75")]
    [InlineData("-1e999", "1e999")]
    public void TryRead_NumbersBeyondTheCalendar_AreOrdered(string lower, string higher)
    {
        Instant.TryRead(FlagValue.Parse(lower), out var first).ShouldBeTrue();
        Instant.TryRead(FlagValue.Parse(higher), out var second).ShouldBeTrue();

        first.CompareTo(second).ShouldBeLessThan(0);
    }
}
