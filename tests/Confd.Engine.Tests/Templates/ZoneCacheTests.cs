using Confd.Engine.Templates;
using Confd.GoTemplate.Time;

namespace Confd.Engine.Tests.Templates;

public sealed class ZoneCacheTests
{
    [Fact]
    public void Find_ZoneThatIsInstalledLater_IsFoundThenAndReadOnce()
    {
        Location? installed = null;
        var reads = 0;
        var zones = new ZoneCache(_ =>
        {
            reads++;
            return installed;
        });

        zones.Find("Europe/Berlin").ShouldBeNull();
        installed = Location.Utc;
        zones.Find("Europe/Berlin").ShouldBeSameAs(installed);
        zones.Find("Europe/Berlin").ShouldBeSameAs(installed);

        reads.ShouldBe(2);
    }

    [Fact]
    public void Find_MoreNamesThanThereAreZones_AreNotAllKept()
    {
        var reads = 0;
        var zones = new ZoneCache(_ =>
        {
            reads++;
            return Location.Utc;
        });

        for (var name = 0; name < 1_001; name++)
        {
            zones.Find($"zone-{name}");
        }

        zones.Find("zone-0");
        zones.Find("zone-1000");
        reads.ShouldBe(1_002);
    }
}
