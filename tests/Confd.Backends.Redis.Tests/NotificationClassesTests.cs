using Confd.Backends.Redis.Watching;

namespace Confd.Backends.Redis.Tests;

public sealed class NotificationClassesTests
{
    [Theory]
    [InlineData("", false, "g$hxe")]
    [InlineData("KEA", true, "")]
    [InlineData("AK", true, "")]
    [InlineData("EA", false, "")]
    [InlineData("K", false, "g$hxe")]
    [InlineData("Kl", false, "g$hxe")]
    [InlineData("K$", true, "ghxe")]
    [InlineData("Kg$hxe", true, "")]
    public void Setting_OfAServer_DecidesWhatIsNotified(string setting, bool tellsAny, string missing)
    {
        var classes = new NotificationClasses(setting);

        (classes.ReportsAny, classes.Missing).ShouldBe((tellsAny, missing));
    }
}
