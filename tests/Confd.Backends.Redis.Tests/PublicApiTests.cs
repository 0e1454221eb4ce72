using Confd.TestSupport;

namespace Confd.Backends.Redis.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_Changes_AreApproved() => PublicApi.ShouldBeApproved(typeof(RedisBackendFactory).Assembly);
}
