using Confd.DynamoDb.Connections;

namespace Confd.DynamoDb.Tests.Connections;

public sealed class CallerIdentityTests
{
    [Fact]
    public void UserName_UserWithoutAName_IsTheUserId()
    {
        CallerIdentity.UserName("ann").ShouldBe("ann");
        CallerIdentity.UserName("").ShouldMatch("^[0-9]+$");
    }
}
