using Confd.TestSupport;

namespace Confd.Backends.Etcd.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_Changes_AreApproved() => PublicApi.ShouldBeApproved(typeof(EtcdBackendFactory).Assembly);
}
