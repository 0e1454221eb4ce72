using Confd.Engine.Resources;
using Confd.Engine.Running;

namespace Confd.Engine.Tests.Running;

public sealed class ChangeScheduleTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private readonly ChangeSchedule _schedule = new();
    private readonly OpenedResource _resource = CreateResource();
    private readonly OpenedResource _other = CreateResource();

    [Fact]
    public void Debounce_LaterChange_ProlongsTheWait()
    {
        _schedule.Debounce(_resource, Seconds(0), Quiet).ShouldBeTrue();
        _schedule.Debounce(_resource, Seconds(1.5), Quiet).ShouldBeFalse();

        _schedule.TakeDue(Seconds(3)).ShouldBeEmpty();
        _schedule.TakeDue(Seconds(3.5)).ShouldBe([_resource]);
        _schedule.NextDue.ShouldBeNull();
    }

    [Fact]
    public void Debounce_NeverQuiet_IsProcessedAfterTenPeriods()
    {
        for (var second = 0; second < 20; second++)
        {
            _schedule.Debounce(_resource, Seconds(second), Quiet);
            _schedule.TakeDue(Seconds(second)).ShouldBeEmpty();
        }

        _schedule.TakeDue(Seconds(20)).ShouldBe([_resource]);
    }

    [Fact]
    public void Debounce_AfterProcessing_StartsANewSeries()
    {
        _schedule.Debounce(_resource, Seconds(0), Quiet);
        _schedule.TakeDue(Seconds(2));

        _schedule.Debounce(_resource, Seconds(3), Quiet).ShouldBeTrue();
    }

    [Fact]
    public void Schedule_EarlierTime_Wins()
    {
        _schedule.Schedule(_resource, Seconds(5));
        _schedule.Schedule(_resource, Seconds(1));
        _schedule.Schedule(_resource, Seconds(9));
        _schedule.Schedule(_other, Seconds(3));

        _schedule.NextDue.ShouldBe(Seconds(1));
        _schedule.TakeDue(Seconds(1)).ShouldBe([_resource]);
        _schedule.TakeAll().ShouldBe([_other]);
        _schedule.NextDue.ShouldBeNull();
    }

    // The first rendering, one after SIGHUP, the retry of a failed one.
    [Fact]
    public void Debounce_ScheduledForAnEarlierTime_IsNotPostponed()
    {
        _schedule.Schedule(_resource, Seconds(1));

        _schedule.Debounce(_resource, Seconds(0), Quiet).ShouldBeTrue();
        _schedule.Debounce(_resource, Seconds(0.5), Quiet).ShouldBeFalse();

        _schedule.NextDue.ShouldBe(Seconds(1));
        _schedule.TakeDue(Seconds(1)).ShouldBe([_resource]);
    }

    [Fact]
    public void Debounce_ScheduledForALaterTime_IsProcessedAfterTheQuietPeriod()
    {
        _schedule.Schedule(_resource, Seconds(9));
        _schedule.Debounce(_resource, Seconds(0), Quiet);

        _schedule.NextDue.ShouldBe(Seconds(2));

        _schedule.Schedule(_resource, Seconds(1));
        _schedule.Debounce(_resource, Seconds(0.5), Quiet);

        _schedule.NextDue.ShouldBe(Seconds(1));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static OpenedResource CreateResource() => new(
        new Resource
        {
            Path = "/r.toml",
            Source = "/a.tmpl",
            Destination = "/a",
            Prefix = "/",
            LookupKeys = [],
            UserId = 0,
            GroupId = 0,
        },
        []);
}
