using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Time;

/// <summary>Arithmetic and the binary form: rows are the answers of Go's <c>time.Time</c> for the <see cref="SampleTimes"/>.</summary>
public sealed class GoTimeRecordedTests
{
    private const string Nanoseconds = "2006-01-02T15:04:05.999999999Z07:00";

    [Theory]
    [InlineData("leap", 1, 0, 0, "2025-03-01T13:04:05.06789Z")]
    [InlineData("leap", -1, 0, 0, "2023-03-01T13:04:05.06789Z")]
    [InlineData("leap", 0, 1, 0, "2024-03-29T13:04:05.06789Z")]
    [InlineData("leap", 0, -1, 0, "2024-01-29T13:04:05.06789Z")]
    [InlineData("leap", 0, 0, 1, "2024-03-01T13:04:05.06789Z")]
    [InlineData("leap", 0, 0, -60, "2023-12-31T13:04:05.06789Z")]
    [InlineData("leap", 0, 13, 31, "2025-04-29T13:04:05.06789Z")]
    [InlineData("leap", 4, -49, 0, "2024-01-29T13:04:05.06789Z")]
    [InlineData("leap", -2024, 0, 0, "0000-02-29T13:04:05.06789Z")]
    [InlineData("leap", 0, 0, 100000, "2297-12-14T13:04:05.06789Z")]
    [InlineData("night", 1, 0, 0, "2000-12-31T00:00:00-08:00:00")]
    [InlineData("night", -1, 0, 0, "1998-12-31T00:00:00-08:00:00")]
    [InlineData("night", 0, 1, 0, "2000-01-31T00:00:00-08:00:00")]
    [InlineData("night", 0, -1, 0, "1999-12-01T00:00:00-08:00:00")]
    [InlineData("night", 0, 0, 1, "2000-01-01T00:00:00-08:00:00")]
    [InlineData("night", 0, 0, -60, "1999-11-01T00:00:00-08:00:00")]
    [InlineData("night", 0, 13, 31, "2001-03-03T00:00:00-08:00:00")]
    [InlineData("night", 4, -49, 0, "1999-12-01T00:00:00-08:00:00")]
    [InlineData("night", -2024, 0, 0, "-0025-12-31T00:00:00-08:00:00")]
    [InlineData("night", 0, 0, 100000, "2273-10-15T00:00:00-08:00:00")]
    [InlineData("future", 1, 0, 0, "12346-01-02T23:59:59.999999999-00:20:34")]
    [InlineData("future", -1, 0, 0, "12344-01-02T23:59:59.999999999-00:20:34")]
    [InlineData("future", 0, 1, 0, "12345-02-02T23:59:59.999999999-00:20:34")]
    [InlineData("future", 0, -1, 0, "12344-12-02T23:59:59.999999999-00:20:34")]
    [InlineData("future", 0, 0, 1, "12345-01-03T23:59:59.999999999-00:20:34")]
    [InlineData("future", 0, 0, -60, "12344-11-03T23:59:59.999999999-00:20:34")]
    [InlineData("future", 0, 13, 31, "12346-03-05T23:59:59.999999999-00:20:34")]
    [InlineData("future", 4, -49, 0, "12344-12-02T23:59:59.999999999-00:20:34")]
    [InlineData("future", -2024, 0, 0, "10321-01-02T23:59:59.999999999-00:20:34")]
    [InlineData("future", 0, 0, 100000, "12618-10-18T23:59:59.999999999-00:20:34")]
    [InlineData("bc", 1, 0, 0, "-0042-03-15T12:00:00.000000001Z")]
    [InlineData("bc", -1, 0, 0, "-0044-03-15T12:00:00.000000001Z")]
    [InlineData("bc", 0, 1, 0, "-0043-04-15T12:00:00.000000001Z")]
    [InlineData("bc", 0, -1, 0, "-0043-02-15T12:00:00.000000001Z")]
    [InlineData("bc", 0, 0, 1, "-0043-03-16T12:00:00.000000001Z")]
    [InlineData("bc", 0, 0, -60, "-0043-01-14T12:00:00.000000001Z")]
    [InlineData("bc", 0, 13, 31, "-0042-05-16T12:00:00.000000001Z")]
    [InlineData("bc", 4, -49, 0, "-0043-02-15T12:00:00.000000001Z")]
    [InlineData("bc", -2024, 0, 0, "-2067-03-15T12:00:00.000000001Z")]
    [InlineData("bc", 0, 0, 100000, "0230-12-29T12:00:00.000000001Z")]
    public void AddDate_Units_GivesWhatGoGives(string time, int years, int months, int days, string expected)
        => SampleTimes.Of(time).AddDate(years, months, days).Format(Nanoseconds + ":00").ShouldBe(expected);

    [Theory]
    [InlineData("leap", 1, "2024-02-29T13:04:05.06789Z", "2024-02-29T13:04:05.06789Z")]
    [InlineData("leap", 3, "2024-02-29T13:04:05.067889998Z", "2024-02-29T13:04:05.067890001Z")]
    [InlineData("leap", 7, "2024-02-29T13:04:05.067889999Z", "2024-02-29T13:04:05.067889999Z")]
    [InlineData("leap", 1000, "2024-02-29T13:04:05.06789Z", "2024-02-29T13:04:05.06789Z")]
    [InlineData("leap", 1000000, "2024-02-29T13:04:05.067Z", "2024-02-29T13:04:05.068Z")]
    [InlineData("leap", 1000000000, "2024-02-29T13:04:05Z", "2024-02-29T13:04:05Z")]
    [InlineData("leap", 7000000000, "2024-02-29T13:04:03Z", "2024-02-29T13:04:03Z")]
    [InlineData("leap", 60000000000, "2024-02-29T13:04:00Z", "2024-02-29T13:04:00Z")]
    [InlineData("leap", 3600000000000, "2024-02-29T13:00:00Z", "2024-02-29T13:00:00Z")]
    [InlineData("leap", 86400000000000, "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("leap", 604800000000000, "2024-02-26T00:00:00Z", "2024-03-04T00:00:00Z")]
    [InlineData("leap", -1, "2024-02-29T13:04:05.06789Z", "2024-02-29T13:04:05.06789Z")]
    [InlineData("night", 1, "1999-12-31T00:00:00-08:00", "1999-12-31T00:00:00-08:00")]
    [InlineData("night", 3, "1999-12-31T00:00:00-08:00", "1999-12-31T00:00:00-08:00")]
    [InlineData("night", 7, "1999-12-30T23:59:59.999999998-08:00", "1999-12-30T23:59:59.999999998-08:00")]
    [InlineData("night", 1000, "1999-12-31T00:00:00-08:00", "1999-12-31T00:00:00-08:00")]
    [InlineData("night", 1000000, "1999-12-31T00:00:00-08:00", "1999-12-31T00:00:00-08:00")]
    [InlineData("night", 1000000000, "1999-12-31T00:00:00-08:00", "1999-12-31T00:00:00-08:00")]
    [InlineData("night", 7000000000, "1999-12-30T23:59:55-08:00", "1999-12-31T00:00:02-08:00")]
    [InlineData("night", 60000000000, "1999-12-31T00:00:00-08:00", "1999-12-31T00:00:00-08:00")]
    [InlineData("night", 3600000000000, "1999-12-31T00:00:00-08:00", "1999-12-31T00:00:00-08:00")]
    [InlineData("night", 86400000000000, "1999-12-30T16:00:00-08:00", "1999-12-30T16:00:00-08:00")]
    [InlineData("night", 604800000000000, "1999-12-26T16:00:00-08:00", "2000-01-02T16:00:00-08:00")]
    [InlineData("night", -1, "1999-12-31T00:00:00-08:00", "1999-12-31T00:00:00-08:00")]
    [InlineData("odd", 1, "0987-06-07T08:09:10.123456789+05:45", "0987-06-07T08:09:10.123456789+05:45")]
    [InlineData("odd", 3, "0987-06-07T08:09:10.123456788+05:45", "0987-06-07T08:09:10.123456788+05:45")]
    [InlineData("odd", 7, "0987-06-07T08:09:10.123456783+05:45", "0987-06-07T08:09:10.12345679+05:45")]
    [InlineData("odd", 1000, "0987-06-07T08:09:10.123456+05:45", "0987-06-07T08:09:10.123457+05:45")]
    [InlineData("odd", 1000000, "0987-06-07T08:09:10.123+05:45", "0987-06-07T08:09:10.123+05:45")]
    [InlineData("odd", 1000000000, "0987-06-07T08:09:10+05:45", "0987-06-07T08:09:10+05:45")]
    [InlineData("odd", 7000000000, "0987-06-07T08:09:08+05:45", "0987-06-07T08:09:08+05:45")]
    [InlineData("odd", 60000000000, "0987-06-07T08:09:00+05:45", "0987-06-07T08:09:00+05:45")]
    [InlineData("odd", 3600000000000, "0987-06-07T07:45:00+05:45", "0987-06-07T07:45:00+05:45")]
    [InlineData("odd", 86400000000000, "0987-06-07T05:45:00+05:45", "0987-06-07T05:45:00+05:45")]
    [InlineData("odd", 604800000000000, "0987-06-04T05:45:00+05:45", "0987-06-04T05:45:00+05:45")]
    [InlineData("odd", -1, "0987-06-07T08:09:10.123456789+05:45", "0987-06-07T08:09:10.123456789+05:45")]
    [InlineData("bc", 1, "-0043-03-15T12:00:00.000000001Z", "-0043-03-15T12:00:00.000000001Z")]
    [InlineData("bc", 3, "-0043-03-15T12:00:00Z", "-0043-03-15T12:00:00Z")]
    [InlineData("bc", 7, "-0043-03-15T11:59:59.999999999Z", "-0043-03-15T11:59:59.999999999Z")]
    [InlineData("bc", 1000, "-0043-03-15T12:00:00Z", "-0043-03-15T12:00:00Z")]
    [InlineData("bc", 1000000, "-0043-03-15T12:00:00Z", "-0043-03-15T12:00:00Z")]
    [InlineData("bc", 1000000000, "-0043-03-15T12:00:00Z", "-0043-03-15T12:00:00Z")]
    [InlineData("bc", 7000000000, "-0043-03-15T11:59:54Z", "-0043-03-15T12:00:01Z")]
    [InlineData("bc", 60000000000, "-0043-03-15T12:00:00Z", "-0043-03-15T12:00:00Z")]
    [InlineData("bc", 3600000000000, "-0043-03-15T12:00:00Z", "-0043-03-15T12:00:00Z")]
    [InlineData("bc", 86400000000000, "-0043-03-15T00:00:00Z", "-0043-03-16T00:00:00Z")]
    [InlineData("bc", 604800000000000, "-0043-03-11T00:00:00Z", "-0043-03-18T00:00:00Z")]
    [InlineData("bc", -1, "-0043-03-15T12:00:00.000000001Z", "-0043-03-15T12:00:00.000000001Z")]
    public void TruncateAndRound_Unit_GiveWhatGoGives(string time, long unit, string truncated, string rounded)
    {
        SampleTimes.Of(time).Truncate(new GoDuration(unit)).Format(Nanoseconds).ShouldBe(truncated);
        SampleTimes.Of(time).Round(new GoDuration(unit)).Format(Nanoseconds).ShouldBe(rounded);
    }

    [Theory]
    [InlineData("leap", "010000000EDD7277C5040BEB50FFFF", null)]
    [InlineData("night", "010000000EAFFE598000000000FE20", null)]
    [InlineData("odd", "01000000073F6A8ECA075BCD150159", null)]
    [InlineData("future", "020000005AB257C5513B9AC9FFFFECDE", null)]
    [InlineData("bc", "01FFFFFFFFAD9D8BC000000001FFFF", null)]
    public void TryFormatBinary_Time_GivesGosBytes(string time, string? expected, string? problem)
    {
        SampleTimes.Of(time).TryFormatBinary(out var bytes).ShouldBe(problem);
        (bytes is null ? null : Convert.ToHexString(bytes)).ShouldBe(expected);
    }
}
