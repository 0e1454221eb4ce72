using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(DynamoFlagStore).Assembly);
}
