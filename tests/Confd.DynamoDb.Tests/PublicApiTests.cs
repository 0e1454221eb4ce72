using Confd.TestSupport;

namespace Confd.DynamoDb.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(DynamoTable).Assembly);
}
