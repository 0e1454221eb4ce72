using Confd.Engine.Resources;

namespace Confd.Engine.Tests.Resources;

public sealed class DestinationOwnersTests
{
    [Fact]
    public void FindEarlier_ThousandsOfOneName_EachIsLookedForOnce()
    {
        const int Count = 2_000;
        var owners = new DestinationOwners();
        var resources = Enumerable.Range(0, Count).Select(number => To($"/no/such/{number}/app.conf", $"{number}.toml")).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();

        resources.ShouldAllBe(resource => owners.FindEarlier(resource) == null);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(
            50_000_000, "with each compared with each before it is hundreds of millions");
        owners.FindEarlier(To("/no/such/0/app.conf", "again.toml")).ShouldBe("0.toml");
        owners.FindEarlier(To("/no/such/1999/./app.conf", "again.toml")).ShouldBe("1999.toml");
    }

    private static Resource To(string destination, string file) =>
        new() { Path = file, Source = "", Destination = destination, Prefix = "/", LookupKeys = [], UserId = 0, GroupId = 0 };
}
