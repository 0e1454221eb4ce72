using System.Text.Json;
using Amazon.Runtime;
using Confd.Aws.Connections;
using Confd.Aws.Json;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Aws.Tests;

/// <summary>A service of the JSON protocol behind a proxy that injects faults; the proxy has no real server behind it.</summary>
public sealed class AwsJsonClientTests : IAsyncLifetime
{
    // Of a test that fails: nothing is measured.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private FaultProxy? _proxy;

    private FaultProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync() => _proxy = await FaultProxy.StartAsync("http://127.0.0.1:9");

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();

    [Fact]
    public async Task Send_ThrottledAndBrokenAtFirst_IsRetriedUntilItSucceeds()
    {
        Proxy.EnqueueResponse("GetParameter", CannedResponse.Error(400, "ThrottlingException", "Rate exceeded"), times: 2);
        Proxy.EnqueueResponse("GetParameter", CannedResponse.Error(500, "InternalServerError", "sorry"));
        Proxy.EnqueueResponse("GetParameter", CannedResponse.Json("""{"Parameter":{"Value":"v"}}"""));
        using var client = await ClientAsync();

        var answer = await AskAsync(client);

        JsonResponse.Text(answer.GetProperty("Parameter"), "Value").ShouldBe("v");
        Proxy.Count("GetParameter").ShouldBe(4);
    }

    [Fact]
    public async Task Send_Refused_NamesServiceOperationCodeAndPermissionAndIsNotSentAgain()
    {
        Proxy.EnqueueResponse("GetParameter", CannedResponse.Error(400, "AccessDeniedException", "not authorized"), times: 2);
        using var client = await ClientAsync();

        var failed = await Should.ThrowAsync<AwsException>(() => AskAsync(client));

        failed.Failure.ShouldBe(AwsFailure.AccessDenied);
        failed.Code.ShouldBe("AccessDeniedException");
        failed.Message.ShouldBe(
            "operation error SSM: GetParameter: AccessDeniedException: not authorized (1 attempt); "
            + "check the credentials, and allow ssm:GetParameter in their IAM policy");
        Proxy.Count("GetParameter").ShouldBe(1);
    }

    [Theory]
    [InlineData("{}", "without Parameter")]
    [InlineData("""{"Parameter":[]}""", "without Parameter")]
    [InlineData("[]", "that is not an object")]
    [InlineData("""{"Parameter":{}} {}""", "")]
    public async Task Send_IncompleteResponse_IsRetriedAndNeverReturned(string answer, string says)
    {
        Proxy.EnqueueResponse("GetParameter", CannedResponse.Json(answer), times: 3);
        using var client = await ClientAsync(maxAttempts: 3);

        var failed = await Should.ThrowAsync<AwsException>(() => AskAsync(client));

        failed.Failure.ShouldBe(AwsFailure.Interrupted);
        failed.Message.ShouldContain("not a complete response from SSM (3 attempts)");
        failed.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Send_TokenHasExpired_IsRetried()
    {
        Proxy.EnqueueResponse("GetParameter", CannedResponse.Error(400, "ExpiredTokenException", "expired"), times: 2);
        Proxy.EnqueueResponse("GetParameter", CannedResponse.Json("""{"Parameter":{"Value":"v"}}"""));
        using var client = await ClientAsync();

        (await AskAsync(client)).GetProperty("Parameter").GetProperty("Value").GetString().ShouldBe("v");
    }

    [Theory]
    [InlineData("dummy\r", null, "access key")]
    [InlineData("d\u00fcmmy", null, "access key")]
    [InlineData("dummy", "token\r\nX-Evil: 1", "session token")]
    [InlineData("dummy", "token\n", "session token")]
    public async Task Send_KeyThatCannotBeInAHeader_IsRefusedAndNotSent(string key, string? token, string what)
    {
        AWSCredentials keys = token is null ? new BasicAWSCredentials(key, "dummy") : new SessionAWSCredentials(key, "dummy", token);
        using var client = await ClientAsync(new AwsConnectionOptions
        {
            Endpoint = new Uri(Proxy.Url),
            Region = "us-east-1",
            Credentials = keys,
        });

        var failed = await Should.ThrowAsync<AwsException>(() => AskAsync(client));

        failed.Failure.ShouldBe(AwsFailure.NoCredentials);
        failed.Message.ShouldBe(
            $"operation error SSM: GetParameter: failed to retrieve AWS credentials: the {what} contains a line break, a blank or another "
            + "character that cannot be part of one; rewrite it at its source (1 attempt)");
        Proxy.TotalRequests.ShouldBe(0);
    }

    [Fact]
    public async Task Send_SourceOfCredentialsHangs_EndsWithTheRequestAndAsksOnce()
    {
        const int Requests = 20;
        using var hanging = new HangingCredentials();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var client = await ClientAsync(new AwsConnectionOptions
        {
            Endpoint = new Uri(Proxy.Url),
            Region = "us-east-1",
            Credentials = hanging,
        });

        var sent = Enumerable.Range(0, Requests).Select(_ => Task.Run(() => AskAsync(client, stop.Token))).ToArray();
        await hanging.Asked;
        await stop.CancelAsync();

        foreach (var request in sent)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => request.WaitAsync(Patience, TimeProvider.System));
        }

        hanging.Times.ShouldBe(1);
    }

    [Fact]
    public async Task Send_SourceOfCredentialsHangs_SaysSoAfterTheTimeOfTheRequest()
    {
        using var hanging = new HangingCredentials();
        var clock = new FakeTimeProvider();
        using var client = await ClientAsync(
            new AwsConnectionOptions { Endpoint = new Uri(Proxy.Url), Region = "us-east-1", Credentials = hanging }, maxAttempts: 1, clock);

        var sent = Task.Run(() => AskAsync(client), Cancellation);
        await hanging.Asked;
        clock.Advance(new AwsRetryOptions().AttemptTimeout);

        var late = await Should.ThrowAsync<AwsException>(() => sent.WaitAsync(Patience, TimeProvider.System));
        late.Failure.ShouldBe(AwsFailure.TimedOut);
        late.Message.ShouldStartWith(
            "operation error SSM: GetParameter: failed to retrieve AWS credentials: no answer in time; check ");
    }

    [Theory]
    [InlineData("eu-central-1", "https://ssm.eu-central-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://ssm.cn-north-1.amazonaws.com.cn/")]
    public async Task Create_WithoutEndpoint_UsesThatOfTheRegion(string region, string address)
    {
        using var client = await ClientAsync(new AwsConnectionOptions { Region = region, Credentials = Dummy });

        client.Config.ServiceURL.ShouldBe(address);
        ((ClientConfig)client.Config).AuthenticationRegion.ShouldBe(region);
    }

    private static AWSCredentials Dummy { get; } = new BasicAWSCredentials("dummy", "dummy");

    private Task<AwsJsonClient> ClientAsync(int? maxAttempts = null) => ClientAsync(
        new AwsConnectionOptions { Endpoint = new Uri(Proxy.Url), Region = "us-east-1", Credentials = Dummy }, maxAttempts);

    private static async Task<AwsJsonClient> ClientAsync(
        AwsConnectionOptions options, int? maxAttempts = null, TimeProvider? clock = null)
    {
        var connection = await AwsConnection.ConnectAsync(options, options.Endpoint is not null, null, TimeProvider.System, Cancellation);
        var retry = new AwsRetryOptions { BaseDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = maxAttempts };
        return AwsJsonClient.Create(AwsService.Ssm, connection, options.Endpoint, new AwsJsonOptions
        {
            Retry = retry,
            Clock = clock ?? TimeProvider.System,
        });
    }

    private static Task<JsonElement> AskAsync(AwsJsonClient client, CancellationToken? stop = null) => client.SendAsync(
        "GetParameter", writer => writer.WriteString("Name", "/a"), "Parameter", JsonValueKind.Object, stop ?? Cancellation);
}
