using Confd.Engine.Templates;
using Confd.GoTemplate.Time;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates;

public sealed class ZoneCacheTests
{
    [Fact]
    public void Find_ZoneThatIsInstalledLater_IsFoundThenAndReadOnce()
    {
        var clock = new FakeTimeProvider();
        Location? installed = null;
        var reads = 0;
        var zones = new ZoneCache(
            _ =>
            {
                reads++;
                return installed;
            },
            clock);

        for (var time = 0; time < 100; time++)
        {
            zones.Find("Europe/Berlin").ShouldBeNull();
        }

        reads.ShouldBe(1);
        installed = Location.Utc;
        clock.Advance(TimeSpan.FromSeconds(10));
        zones.Find("Europe/Berlin").ShouldBeSameAs(installed);
        zones.Find("Europe/Berlin").ShouldBeSameAs(installed);

        reads.ShouldBe(2);
    }

    [Fact]
    public void Find_MoreNamesThanThereAreZones_AreNotAllKept()
    {
        var reads = 0;
        var zones = new ZoneCache(
            _ =>
            {
                reads++;
                return Location.Utc;
            },
            TimeProvider.System);

        for (var name = 0; name < 1_001; name++)
        {
            zones.Find($"zone-{name}");
        }

        zones.Find("zone-0");
        zones.Find("zone-1000");
        reads.ShouldBe(1_002);
    }
}
