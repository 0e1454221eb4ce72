using Confd.DynamoDb.Connections;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests.Connections;

public sealed class CallerIdentityTests
{
    [Fact]
    public void UserName_UserWithoutAName_IsTheUserId()
    {
        CallerIdentity.UserName("ann").ShouldBe("ann");
        CallerIdentity.UserName("").ShouldMatch("^[0-9]+$");
    }

    [Fact]
    public async Task Find_NoStsInReach_IsUserAndHostAndLogsWhy()
    {
        using var connection = await DynamoConnection.ConnectAsync(
            new()
            {
                Region = "us-east-1",
                Credentials = TestTable.TestCredentials,
                Environment = name => name == "AWS_ENDPOINT_URL_STS" ? "http://127.0.0.1:9" : null,
            },
            Cancellation);
        var log = new RecordedLog();

        var author = await CallerIdentity.FindAsync(connection, TimeProvider.System, log, Cancellation);

        author.ShouldEndWith("@" + Environment.MachineName);
        log.Lines.ShouldHaveSingleItem().ShouldStartWith(
            $"Debug AWS STS did not return the caller's ARN; changes are recorded under another name [{author}: ");
    }
}
