using Confd.TestSupport;

namespace Confd.Backends.DynamoDb.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_Changes_AreApproved() => PublicApi.ShouldBeApproved(typeof(DynamoBackendFactory).Assembly);
}
