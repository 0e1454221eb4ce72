using Confd.TestSupport;

namespace Confd.Backends.Http.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_Changes_AreApproved() => PublicApi.ShouldBeApproved(typeof(ConsulBackendFactory).Assembly);
}
