using Confd.Engine.Scheduling;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Scheduling;

public sealed class WatchPauseTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void AfterFailure_FirstTime_IsTheSetting() => Create().AfterFailure().ShouldBe(TimeSpan.FromSeconds(2));

    [Fact]
    public void AfterFailure_AgainAndAgain_WaitsEverLongerUpToFiveMinutes()
    {
        var pause = Create();
        pause.AfterFailure();

        foreach (var bound in new[] { 4, 8, 16, 32, 64, 128, 256, 300, 300, 300 })
        {
            pause.AfterFailure().TotalSeconds.ShouldBeInRange(bound / 2.0, bound);
        }
    }

    [Fact]
    public void AfterFailure_ManyMachines_DoNotWaitAlike()
    {
        var second = Enumerable.Range(0, 20).Select(_ =>
        {
            var pause = Create();
            pause.AfterFailure();
            return pause.AfterFailure();
        });

        second.Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void AfterFailure_WatchOpensAndBreaksAtOnce_GoesOnGrowing()
    {
        var pause = Create();
        pause.AfterFailure();
        pause.AfterFailure();
        pause.Opened();
        _clock.Advance(TimeSpan.FromSeconds(10));

        pause.AfterFailure().TotalSeconds.ShouldBeInRange(4, 8);
    }

    [Fact]
    public void AfterFailure_WatchHeldForAMinute_BeginsAnew()
    {
        var pause = Create();
        pause.AfterFailure();
        pause.AfterFailure();
        pause.Opened();
        _clock.Advance(TimeSpan.FromMinutes(1));

        pause.AfterFailure().ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void AfterFailure_PollingIsMoreOften_WaitsNoLongerThanThat()
    {
        var pause = new WatchPause(new EngineOptions { ConfigDirectory = "/", Interval = TimeSpan.FromSeconds(5) }, _clock);
        for (var failure = 0; failure < 5; failure++)
        {
            pause.AfterFailure();
        }

        pause.AfterFailure().TotalSeconds.ShouldBeInRange(2.5, 5);
    }

    private WatchPause Create() => new(new EngineOptions { ConfigDirectory = "/" }, _clock);
}
