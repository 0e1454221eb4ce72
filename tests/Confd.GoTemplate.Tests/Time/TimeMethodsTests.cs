using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Time;

/// <summary>The methods of times and durations as templates call them: rows are what Go's <c>text/template</c> prints.</summary>
public sealed class TimeMethodsTests
{
    [Theory]
    [InlineData(".t", "2024-02-29 13:04:05.06789 +0000 UTC")]
    [InlineData(".n", "1999-12-31 00:00:00 -0800 PST")]
    [InlineData(".t.Year", "2024")]
    [InlineData(".t.Month", "February")]
    [InlineData(".t.Day", "29")]
    [InlineData(".t.Hour", "13")]
    [InlineData(".t.Minute", "4")]
    [InlineData(".t.Second", "5")]
    [InlineData(".t.Nanosecond", "67890000")]
    [InlineData(".t.YearDay", "60")]
    [InlineData(".t.Weekday", "Thursday")]
    [InlineData(".t.Unix", "1709211845")]
    [InlineData(".t.UnixMilli", "1709211845067")]
    [InlineData(".t.UnixMicro", "1709211845067890")]
    [InlineData(".t.UnixNano", "1709211845067890000")]
    [InlineData(".t.IsZero", "false")]
    [InlineData(".t.IsDST", "false")]
    [InlineData(".t.Location", "UTC")]
    [InlineData(".n.Location", "PST")]
    [InlineData(".t.String", "2024-02-29 13:04:05.06789 +0000 UTC")]
    [InlineData(".n.UTC", "1999-12-31 08:00:00 +0000 UTC")]
    [InlineData(".t.GoString", "time.Date(2024, time.February, 29, 13, 4, 5, 67890000, time.UTC)")]
    [InlineData(".t.Format `Jan 2`", "Feb 29")]
    [InlineData(".t.Before .n", "false")]
    [InlineData(".t.After .n", "true")]
    [InlineData(".t.Equal .t", "true")]
    [InlineData(".t.Equal .n", "false")]
    [InlineData(".t.Sub .n", "211829h4m5.06789s")]
    [InlineData(".n.Sub .t", "-211829h4m5.06789s")]
    [InlineData(".t.Add .d", "2024-02-29 14:34:35.31789 +0000 UTC")]
    [InlineData(".t.Add .e", "2024-02-29 13:04:05.0678885 +0000 UTC")]
    [InlineData(".t.AddDate 0 1 2", "2024-03-31 13:04:05.06789 +0000 UTC")]
    [InlineData(".t.AddDate 1 1", "error: wrong number of args for AddDate: want 3 got 2")]
    [InlineData(".t.Truncate .d", "2024-02-29 12:33:32.5 +0000 UTC")]
    [InlineData(".t.Round .d", "2024-02-29 12:33:32.5 +0000 UTC")]
    [InlineData(".t.In .n.Location", "2024-02-29 05:04:05.06789 -0800 PST")]
    [InlineData(".t.In nil", "error: error calling In: time: missing Location in call to Time.In")]
    [InlineData("(.t.UTC).Month.String", "February")]
    [InlineData("printf `%d` .t.Month", "2")]
    [InlineData("printf `%s` .t.MarshalText", "2024-02-29T13:04:05.06789Z")]
    [InlineData("printf `%s` .n.MarshalJSON", "\"1999-12-31T00:00:00-08:00\"")]
    [InlineData("printf `%x` .t.MarshalBinary", "010000000edd7277c5040beb50ffff")]
    [InlineData(".t.Nope", "error: can't evaluate field Nope in type interface {}")]
    [InlineData(".t.Format", "error: wrong number of args for Format: want 1 got 0")]
    [InlineData(".t.Format 1", "error: expected string; found 1")]
    [InlineData(".t.Year 1", "error: wrong number of args for Year: want 0 got 1")]
    [InlineData(".t.wall", "error: wall is an unexported field of struct type interface {}")]
    [InlineData(".d", "1h30m30.25s")]
    [InlineData(".d.Hours", "1.5084027777777778")]
    [InlineData(".d.Minutes", "90.50416666666666")]
    [InlineData(".d.Seconds", "5430.25")]
    [InlineData(".d.Milliseconds", "5430250")]
    [InlineData(".d.Microseconds", "5430250000")]
    [InlineData(".d.Nanoseconds", "5430250000000")]
    [InlineData(".d.String", "1h30m30.25s")]
    [InlineData(".d.Round 1000000000", "1h30m30s")]
    [InlineData(".d.Round .e", "1h30m30.25s")]
    [InlineData(".d.Truncate .d", "1h30m30.25s")]
    [InlineData(".e.Abs", "1.5µs")]
    [InlineData(".d.Round `1s`", "error: expected integer; found `1s`")]
    [InlineData("eq .t .t", "true")]
    [InlineData("eq .t .n", "false")]
    [InlineData("printf `%v` .t.Weekday", "Thursday")]
    [InlineData("printf `%T %T %T` .t .d .t.Month", "time.Time time.Duration time.Month")]
    [InlineData("eq .t.Month 2", "true")]
    [InlineData("lt .e .d", "true")]
    [InlineData("eq .d .e", "false")]
    [InlineData("len .t.MarshalText", "26")]
    [InlineData("index .t.MarshalText 0", "50")]
    [InlineData("printf `%s` (.t.AppendFormat .t.MarshalText `2006`)", "2024-02-29T13:04:05.06789Z2024")]
    public void Call_Method_GivesWhatGoGives(string expression, string expected) => Answer(expression).ShouldBe(expected);

    private static string Answer(string expression)
    {
        var dot = Rendering.Map(
            ("t", TimeTypes.ToValue(SampleTimes.Of("leap"), Location.Utc)),
            ("n", TimeTypes.ToValue(SampleTimes.Of("night"), Location.Utc)),
            ("o", TimeTypes.ToValue(SampleTimes.Of("odd"), Location.Utc)),
            ("d", TimeTypes.ToValue(new GoDuration(5_430_250_000_000))),
            ("e", TimeTypes.ToValue(new GoDuration(-1500))));
        try
        {
            return Rendering.Render("{{" + expression + "}}", dot, functions: FunctionTable.Predefined);
        }
        catch (TemplateException exception)
        {
            return "error: " + exception.Reason;
        }
    }
}
