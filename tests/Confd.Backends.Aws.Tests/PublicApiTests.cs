using Confd.Backends.Aws.Parameters;
using Confd.TestSupport;

namespace Confd.Backends.Aws.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_Changes_AreApproved() => PublicApi.ShouldBeApproved(typeof(SsmBackendFactory).Assembly);
}
