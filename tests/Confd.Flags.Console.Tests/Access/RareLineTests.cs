using Confd.Shared;
using Confd.TestSupport;

namespace Confd.Flags.Console.Tests.Access;

public sealed class RareLineTests
{
    [Fact]
    public void IsDue_Many_TellsOnceAMinuteHowMany()
    {
        var clock = new FakeTimeProvider();
        var line = new RareLine(clock);

        line.IsDue(out var first).ShouldBeTrue();
        first.ShouldBe(1);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            line.IsDue(out _).ShouldBeFalse();
        }

        clock.Advance(TimeSpan.FromSeconds(59));
        line.IsDue(out _).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        line.IsDue(out var later).ShouldBeTrue();
        later.ShouldBe(102);
        line.IsDue(out _).ShouldBeFalse();
    }
}
