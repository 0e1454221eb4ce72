using Confd.TestSupport;

namespace Confd.Extensions.Configuration.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(DynamoDbConfigurationSource).Assembly);
}
