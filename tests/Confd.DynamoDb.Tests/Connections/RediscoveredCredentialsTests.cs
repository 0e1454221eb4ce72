using Amazon.Runtime;
using Confd.Aws.Connections;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Connections;

public sealed class RediscoveredCredentialsTests : IDisposable
{
    private readonly TempDirectory _home = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource<AWSCredentials> _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _searching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isSlow;
    private AWSCredentials? _next = new BasicAWSCredentials("FIRST", "secret");
    private int _searches;

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
    public async Task GetCredentials_FileBrokenDuringARotation_KeepsTheOldOnesAndFindsTheNewLater()
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
    public async Task GetCredentials_RoleCannotBeRenewed_SearchesTheChainAgain()
    {
        _next = new BrokenCredentials();
        var credentials = await FindAsync();
        _next = new BasicAWSCredentials("SECOND", "secret");

        (await KeyAsync(credentials)).ShouldBe("SECOND");
    }

    [Fact]
    public async Task GetCredentials_SearchTakesLong_UsesTheOldOnesMeanwhileAndSearchesOnce()
    {
        var credentials = await FindAsync();
        _isSlow = true;
        _home.Write("credentials", "number two");
        var first = KeyAsync(credentials);
        await _searching.Task.WaitAsync(Cancellation);

        _clock.Advance(TimeSpan.FromSeconds(2));

        (await first.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe("FIRST");
        (await KeyAsync(credentials).WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe("FIRST");
        _slow.SetResult(new BasicAWSCredentials("SECOND", "secret"));
        await Eventually.IsSoAsync(async () => await KeyAsync(credentials) == "SECOND", Cancellation);
        _searches.ShouldBe(2);
    }

    [Fact]
    public async Task Renew_SearchHangs_IsAbandonedAndStartedAgainLater()
    {
        var credentials = await FindAsync();
        _isSlow = true;
        var renewal = credentials.RenewAsync("Credential=FIRST/", Cancellation);
        using var end = new CancellationTokenSource();
        var impatient = credentials.RenewAsync("Credential=FIRST/", end.Token);
        await _searching.Task.WaitAsync(Cancellation);

        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await renewal.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBeFalse();

        (_isSlow, _next) = (false, new BasicAWSCredentials("SECOND", "secret"));
        (await credentials.RenewAsync("Credential=FIRST/", Cancellation)).ShouldBeTrue();
        _searches.ShouldBe(3);
    }

    [Theory]
    [InlineData("ExpiredTokenException")]
    [InlineData("UnrecognizedClientException")]
    [InlineData("InvalidSignatureException")]
    public async Task Request_CredentialsNoLongerAccepted_IsSentAgainWithNewOnes(string code)
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await OpenAsync(table, await FindAsync());
        _next = new SessionAWSCredentials("SECOND", "secret", "token");
        table.Proxy.EnqueueResponse("BatchGetItem", CannedResponse.Error(400, code, "The security token is not valid"));

        (await opened.GetValuesAsync(["/a"], Cancellation)).Count.ShouldBe(1);

        table.Proxy.AccessKeyIds.ShouldBe(["FIRST", "SECOND"], ignoreOrder: true);
        table.Proxy.Count("BatchGetItem").ShouldBe(2);
    }

    [Fact]
    public async Task Request_NoOtherCredentials_FailsAsBeforeAndDoesNotSearchAgainAtOnce()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await OpenAsync(table, await FindAsync());
        table.Proxy.EnqueueResponse("BatchGetItem", CannedResponse.Error(400, "UnrecognizedClientException", "unknown"), times: 100);
        table.Proxy.EnqueueResponse("GetItem", CannedResponse.Error(400, "UnrecognizedClientException", "unknown"), times: 100);

        (await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/a"], Cancellation))).Failure.ShouldBe(
            DynamoDbFailure.AccessDenied);

        _searches.ShouldBe(2);
    }

    [Fact]
    public async Task Request_ManyAreRefusedAtOnce_AreAllSentAgainAfterOneSearch()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await OpenAsync(table, await FindAsync());
        _next = new BasicAWSCredentials("SECOND", "secret");
        table.Proxy.EnqueueResponse("BatchGetItem", CannedResponse.Error(400, "UnrecognizedClientException", "unknown"), times: 5);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => opened.ReadAsync(["/a"], Cancellation)));

        _searches.ShouldBe(2);
    }

    private static async Task<string> KeyAsync(AWSCredentials credentials) => (await credentials.GetCredentialsAsync()).AccessKey;

    private static Task<KeyValueTable> OpenAsync(TestTable table, AWSCredentials credentials)
    {
        var options = table.Options();
        return KeyValueTable.OpenAsync(
            table.Name, options with { Connection = options.Connection with { Credentials = credentials } }, Cancellation);
    }

    private Task<RediscoveredCredentials> FindAsync() => RediscoveredCredentials.FindAsync(
        _ =>
        {
            _searches++;
            if (_isSlow)
            {
                _searching.TrySetResult();
                return _slow.Task;
            }

            return _next is null ? throw new AmazonClientException("no credentials") : Task.FromResult(_next);
        },
        [Path.Combine(_home.Path, "credentials"), Path.Combine(_home.Path, "config")],
        _clock,
        Cancellation);

    private sealed class BrokenCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("the role is gone");
    }
}
