using Confd.Shared;

namespace Confd.Engine.Tests.Shared;

public sealed class OnceReporterTests
{
    [Fact]
    public void Report_Again_IsReportedOnlyAfterReset()
    {
        var once = new OnceReporter();
        var reported = 0;

        once.Report(() => reported++);
        once.Report(() => reported++);
        (reported, once.IsReported).ShouldBe((1, true));

        once.Reset();
        once.IsReported.ShouldBeFalse();
        once.Report(() => reported++);
        reported.ShouldBe(2);
    }

    [Fact]
    public void Report_Reasons_AreReportedWhenTheyChange()
    {
        var once = new OnceReporter();
        var reported = new List<string>();
        foreach (var reason in (string[])["throttled, 3 attempts", "throttled, 14 attempts", "no such table", "throttled, 1 attempt"])
        {
            once.Report(OnceReporter.WithoutNumbers(reason), () => reported.Add(reason));
        }

        reported.ShouldBe(["throttled, 3 attempts", "no such table", "throttled, 1 attempt"]);
        once.Reset().ShouldBeTrue();
        once.Reset().ShouldBeFalse();
    }
}
