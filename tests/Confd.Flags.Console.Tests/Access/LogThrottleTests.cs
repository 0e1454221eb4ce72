using Confd.Shared;
using Confd.TestSupport;

namespace Confd.Flags.Console.Tests.Access;

public sealed class LogThrottleTests
{
    [Fact]
    public void IsDue_Many_IsTrueOnceAMinuteWithTheCount()
    {
        var clock = new FakeTimeProvider();
        var throttle = new LogThrottle(clock);

        throttle.IsDue(out var first).ShouldBeTrue();
        first.ShouldBe(1);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            throttle.IsDue(out _).ShouldBeFalse();
        }

        clock.Advance(TimeSpan.FromSeconds(59));
        throttle.IsDue(out _).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        throttle.IsDue(out var later).ShouldBeTrue();
        later.ShouldBe(102);
        throttle.IsDue(out _).ShouldBeFalse();
    }
}
