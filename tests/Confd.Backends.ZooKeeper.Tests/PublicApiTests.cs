using Confd.TestSupport;

namespace Confd.Backends.ZooKeeper.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_Changes_AreApproved() => PublicApi.ShouldBeApproved(typeof(ZooKeeperBackendFactory).Assembly);
}
