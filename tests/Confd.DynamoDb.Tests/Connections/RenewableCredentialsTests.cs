using Amazon.Runtime;
using Confd.Aws.Connections;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Connections;

public sealed class RenewableCredentialsTests : IDisposable
{
    private readonly TempDirectory _home = new();
    private readonly FakeTimeProvider _clock = new();
    private AWSCredentials? _next = new BasicAWSCredentials("FIRST", "secret");
    private int _searches;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task GetCredentials_FileIsRotated_FindsTheNewOnes()
    {
        _home.Write("credentials", "one");
        var credentials = await FindAsync();

        _next = new BasicAWSCredentials("SECOND", "secret");
        (await KeyAsync(credentials)).ShouldBe("FIRST");
        _home.Write("credentials", "number two");

        (await KeyAsync(credentials)).ShouldBe("SECOND");
        (await KeyAsync(credentials)).ShouldBe("SECOND");
        _searches.ShouldBe(2);
    }

    [Fact]
    public async Task GetCredentials_LinkIsSwapped_FindsTheNewOnes()
    {
        _home.Write("a", "same");
        _home.Write("b", "same");
        File.SetLastWriteTimeUtc(Path.Combine(_home.Path, "a"), DateTime.UnixEpoch);
        File.SetLastWriteTimeUtc(Path.Combine(_home.Path, "b"), DateTime.UnixEpoch);
        var link = Path.Combine(_home.Path, "credentials");
        File.CreateSymbolicLink(link, "a");
        var credentials = await FindAsync();

        _next = new BasicAWSCredentials("SECOND", "secret");
        File.Delete(link);
        File.CreateSymbolicLink(link, "b");

        (await KeyAsync(credentials)).ShouldBe("SECOND");
    }

    [Fact]
    public async Task GetCredentials_FileIsBrokenInTheMiddleOfARotation_KeepsTheOldOnesAndFindsTheNewLater()
    {
        _home.Write("credentials", "one");
        var credentials = await FindAsync();
        _next = null;
        _home.Write("credentials", "");

        (await KeyAsync(credentials)).ShouldBe("FIRST");
        _next = new BasicAWSCredentials("SECOND", "secret");
        _home.Write("credentials", "number two");

        (await KeyAsync(credentials)).ShouldBe("SECOND");
    }

    [Fact]
    public async Task GetCredentials_RoleCannotBeRenewed_AsksTheChainAgain()
    {
        _next = new BrokenCredentials();
        var credentials = await FindAsync();
        _next = new BasicAWSCredentials("SECOND", "secret");

        (await KeyAsync(credentials)).ShouldBe("SECOND");
    }

    [Theory]
    [InlineData("ExpiredTokenException")]
    [InlineData("UnrecognizedClientException")]
    [InlineData("InvalidSignatureException")]
    public async Task Request_CredentialsAreNotTakenAnyMore_IsSentOnceMoreWithNewOnes(string code)
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await OpenAsync(table, await FindAsync());
        _next = new SessionAWSCredentials("SECOND", "secret", "token");
        table.Proxy.EnqueueAnswer("BatchGetItem", CannedAnswer.Error(400, code, "The security token is not valid"));

        (await opened.GetValuesAsync(["/a"], Ct)).Count.ShouldBe(1);

        table.Proxy.AccessKeyIds.ShouldBe(["FIRST", "SECOND"], ignoreOrder: true);
        table.Proxy.Count("BatchGetItem").ShouldBe(2);
    }

    [Fact]
    public async Task Request_NoOtherCredentials_FailsAsBeforeAndDoesNotSearchAgainAtOnce()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await OpenAsync(table, await FindAsync());
        table.Proxy.EnqueueAnswer("BatchGetItem", CannedAnswer.Error(400, "UnrecognizedClientException", "unknown"), times: 100);
        table.Proxy.EnqueueAnswer("GetItem", CannedAnswer.Error(400, "UnrecognizedClientException", "unknown"), times: 100);

        (await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/a"], Ct))).Failure.ShouldBe(DynamoDbFailure.AccessDenied);

        _searches.ShouldBe(2);
    }

    [Fact]
    public async Task Request_ManyAreRefusedAtOnce_AllAreSentOnceMoreAfterOneSearch()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await OpenAsync(table, await FindAsync());
        _next = new BasicAWSCredentials("SECOND", "secret");
        table.Proxy.EnqueueAnswer("BatchGetItem", CannedAnswer.Error(400, "UnrecognizedClientException", "unknown"), times: 5);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => opened.ReadAsync(["/a"], Ct)));

        _searches.ShouldBe(2);
    }

    private static async Task<string> KeyAsync(AWSCredentials credentials) => (await credentials.GetCredentialsAsync()).AccessKey;

    private static Task<KeyValueTable> OpenAsync(TestTable table, AWSCredentials credentials)
    {
        var options = table.Options();
        return KeyValueTable.OpenAsync(table.Name, options with { Connection = options.Connection with { Credentials = credentials } }, Ct);
    }

    private Task<RenewableCredentials> FindAsync() => RenewableCredentials.FindAsync(
        _ =>
        {
            _searches++;
            return _next is null ? throw new AmazonClientException("no credentials") : Task.FromResult(_next);
        },
        [Path.Combine(_home.Path, "credentials"), Path.Combine(_home.Path, "config")],
        _clock,
        Ct);

    private sealed class BrokenCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("the role is gone");
    }
}
