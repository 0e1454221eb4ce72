using Confd.TestSupport;

namespace Confd.Aws.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_Changes_AreApproved() => PublicApi.ShouldBeApproved(typeof(AwsFailures).Assembly);
}
