using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Sync.Tests;

public sealed class SyncHealthTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SyncHealth _health;

    public SyncHealthTests() => _health = new SyncHealth(_clock)
    {
        ReconnectTimeout = TimeSpan.FromMinutes(1),
        ProbeInterval = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public void State_BeforeTheFirstSync_IsNotHealthyAndHasNoProblem()
    {
        _health.State.IsHealthy.ShouldBeFalse();
        _health.State.Problem.ShouldBeNull();
    }

    [Fact]
    public void State_AfterASync_IsHealthyAndHasItsTime()
    {
        _health.Synced([]);

        _health.State.IsHealthy.ShouldBeTrue();
        _health.State.LastSyncOn.ShouldBe(_clock.GetUtcNow());
    }

    [Fact]
    public void State_SourceUnavailableAfterASync_IsAProblemAfterAMinute()
    {
        _health.Synced([]);
        _health.SourceFailed("refused");
        Advance(seconds: 59);
        _health.SourceFailed("refused again");
        _health.State.IsHealthy.ShouldBeTrue();

        Advance(seconds: 1);
        _health.State.Problem.ShouldBe("refused again");
        _health.SourceAnswered();
        _health.State.IsHealthy.ShouldBeTrue();
        _health.SourceFailed("refused");
        _health.State.IsHealthy.ShouldBeTrue("the time begins anew");
    }

    [Fact]
    public void State_SourceUnavailableBeforeAnySync_IsAProblemAtOnce()
    {
        _health.SourceFailed("refused");

        _health.State.Problem.ShouldBe("refused");
    }

    [Fact]
    public void State_NoTableCheckForThreeIntervals_IsUnknown()
    {
        _health.Synced([]);
        Advance(seconds: 180);
        _health.State.IsHealthy.ShouldBeTrue();

        Advance(seconds: 1);
        _health.State.Problem.ShouldBe("the table was last checked 3 minutes ago");
        _health.TableChecked();
        _health.State.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public void State_TableProblem_PrecedesTheSourceProblemAndEndsWithATableCheck()
    {
        _health.Synced([]);
        _health.SourceFailed("refused");
        _health.TableFailed("throttled");
        Advance(seconds: 61);

        _health.State.Problem.ShouldBe("throttled");
        _health.TableChecked();
        _health.State.Problem.ShouldBe("refused");
    }

    [Fact]
    public void State_OversizedItems_AreAProblemUntilTheLastOneIsWritten()
    {
        _health.Synced([TooLarge("a"), TooLarge("b")]);
        _health.State.Problem.ShouldNotBeNull();

        _health.Changed(DataKind.Features, "other").ShouldBeFalse();
        _health.Changed(DataKind.Features, "a").ShouldBeFalse();
        _health.State.Problem.ShouldBe("b is too large");
        _health.Changed(DataKind.Segments, "b").ShouldBeFalse();
        _health.Changed(DataKind.Features, "b").ShouldBeTrue();
        _health.State.IsHealthy.ShouldBeTrue();
        _health.Changed(DataKind.Features, "b").ShouldBeFalse();
    }

    [Fact]
    public void State_RefusedResponse_StaysHealthyAndKeepsTheTimeOfTheLastSync()
    {
        _health.Synced([]);
        var synced = _clock.GetUtcNow();
        Advance(seconds: 10);

        _health.Refused("would remove all").ShouldBeTrue();
        _health.Refused("would remove all").ShouldBeFalse();
        _health.Refused("would remove 30 of 40").ShouldBeTrue();
        _health.Changed(DataKind.Features, "a");

        _health.State.IsHealthy.ShouldBeTrue();
        _health.State.Refusal.ShouldBe("would remove 30 of 40");
        _health.State.LastSyncOn.ShouldBe(synced);
        _health.Synced([]);
        _health.State.Refusal.ShouldBeNull();
    }

    [Fact]
    public void State_ChangeOfAnItem_CountsAsASync()
    {
        _health.Synced([]);
        Advance(seconds: 10);

        _health.Changed(DataKind.Features, "a");

        _health.State.LastSyncOn.ShouldBe(_clock.GetUtcNow());
        _health.SinceCheck.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void State_Ended_IgnoresLaterEvents()
    {
        _health.Ended("the key is wrong");
        _health.Synced([]);

        _health.State.Problem.ShouldBe("the key is wrong");
        _health.State.IsHealthy.ShouldBeFalse();
    }

    private static FlagItemTooLargeException TooLarge(string key) => new($"{key} is too large", DataKind.Features, key, 500_000);

    private void Advance(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
