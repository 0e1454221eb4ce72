using Confd.Engine.Running;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Running;

public sealed class LoopProgressTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LoopProgress _progress;

    public LoopProgressTests() => _progress = new LoopProgress(_clock);

    [Fact]
    public void Step_LongerThanItsLimitAndTolerance_IsAStall()
    {
        _progress.Working("reading keys for /etc/app.conf", TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromSeconds(90));
        _progress.FindStall().ShouldBeNull();

        _clock.Advance(TimeSpan.FromSeconds(1));

        _progress.FindStall().ShouldBe("the update loop is stuck: reading keys for /etc/app.conf for 91 s");
    }

    [Fact]
    public void Step_WithoutALimit_IsNeverAStall()
    {
        _progress.Working("running a command", null);
        _clock.Advance(TimeSpan.FromDays(2));

        _progress.FindStall().ShouldBeNull();
    }

    [Fact]
    public void Wait_ThatNeverEnds_IsAStall()
    {
        _progress.Waiting(TimeSpan.FromSeconds(600));
        _clock.Advance(TimeSpan.FromSeconds(661));

        _progress.FindStall().ShouldStartWith("the update loop is stuck: waiting");
    }

    [Fact]
    public void NextStep_AfterAStall_EndsIt()
    {
        _progress.Working("updating /etc/app.conf", TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromSeconds(100));
        _progress.FindStall().ShouldNotBeNull();

        _progress.Waiting(null);

        _progress.FindStall().ShouldBeNull();
    }
}
