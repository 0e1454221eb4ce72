using System.Text.Json;
using Amazon.Runtime;
using Confd.Aws.Connections;
using Confd.Aws.Json;
using Confd.TestSupport.Faults;
using Microsoft.AspNetCore.Http;

namespace Confd.Aws.Tests.Responses;

/// <summary>Responses that do not come from the service, such as those of a proxy or a captive portal.</summary>
public sealed class ResponseGuardTests : IAsyncLifetime
{
    private const string Json = "application/x-amz-json-1.1";

    private FaultProxy? _proxy;

    private FaultProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync() => _proxy = await FaultProxy.StartAsync("http://127.0.0.1:9");

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();

    [Theory]
    [InlineData(403, AwsFailure.UnexpectedResponse)]
    [InlineData(407, AwsFailure.UnexpectedResponse)]
    [InlineData(429, AwsFailure.Throttled)]
    [InlineData(408, AwsFailure.TimedOut)]
    [InlineData(502, AwsFailure.ServerError)]
    public async Task Response_HtmlWithAnErrorStatus_IsClassifiedByTheStatusAndNeverQuoted(int status, AwsFailure failure)
    {
        var failed = await FailAsync(CannedResponse.With(status, "text/html", CannedResponse.Page));

        failed.Failure.ShouldBe(failure);
        failed.Message.ShouldContain($"{Address} answered with status {status} and a web page (HTML), not as SSM");
        failed.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("https://login.example/start?session=hunter2#hunter2", "https://login.example/start")]
    [InlineData("/login?next=hunter2", "/login")]
    [InlineData("ftp://a.example/x#hunter2", "ftp://a.example/x")]
    public async Task Response_Redirect_IsNotFollowedAndNamesItsTargetWithoutItsQuery(string location, string target)
    {
        var failed = await FailAsync(CannedResponse.With(302, "text/plain", "", ("Location", location)));

        failed.Failure.ShouldBe(AwsFailure.UnexpectedResponse);
        failed.Message.ShouldContain($"answered with status 302 and a redirect to {target}, not as SSM");
        Proxy.TotalRequests.ShouldBe(1);
    }

    [Fact]
    public async Task Response_RedirectToALongTarget_IsTruncated()
    {
        var failed = await FailAsync(CannedResponse.With(302, "text/plain", "", ("Location", "/" + new string('a', 500))));

        failed.Message.ShouldContain($"a redirect to /{new string('a', 199)}…, not as SSM");
    }

    [Theory]
    [InlineData("""{"message":"no"}""")]
    [InlineData("""{"__type":7}""")]
    [InlineData("""{"a":{"__type":"AccessDeniedException"}}""")]
    [InlineData("""["__type"]""")]
    [InlineData("""{"\ud800":"AccessDeniedException"}""")]
    public async Task Response_ErrorWithoutACode_IsNotAServiceError(string body) =>
        (await FailAsync(CannedResponse.With(403, Json, body))).Message.ShouldContain("and JSON of another kind, not as SSM");

    [Theory]
    [InlineData("""{"code":"AccessDeniedException","message":"no"}""")]
    [InlineData("""{"detail":{"a":[1,{}]},"__type":"AccessDeniedException"}""")]
    public async Task Response_ErrorWithACode_IsAServiceError(string body)
    {
        var failed = await FailAsync(CannedResponse.With(400, Json, body));

        (failed.Failure, failed.Code).ShouldBe((AwsFailure.AccessDenied, "AccessDeniedException"));
    }

    [Fact]
    public async Task Response_ErrorCodeInTheHeader_IsAServiceError() =>
        (await FailAsync(CannedResponse.With(400, Json, "", ("x-amzn-ErrorType", "AccessDeniedException")))).Code
            .ShouldBe("AccessDeniedException");

    [Fact]
    public async Task Response_WrongChecksum_IsRefused()
    {
        var failed = await FailAsync(Chunked("""{"Parameter":{}}""", ("x-amz-crc32", "1")));

        failed.Failure.ShouldBe(AwsFailure.Interrupted);
        failed.Message.ShouldContain($"the answer of {Address} was changed on its way: its checksum is another");
    }

    [Fact]
    public async Task Response_RightChecksum_IsReturned()
    {
        const string Body = """{"Parameter":{"Value":"v"}}""";
        var sum = Aws.Responses.Crc32.Of(System.Text.Encoding.UTF8.GetBytes(Body));
        Proxy.EnqueueResponse("GetParameter", Chunked(Body, ("x-amz-crc32", FormattableString.Invariant($"{sum}"))));
        using var client = await ClientAsync();

        JsonResponse.Text((await AskAsync(client)).GetProperty("Parameter"), "Value").ShouldBe("v");
    }

    [Fact]
    public async Task Response_Endless_IsAbandonedAtTheLimit()
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var failed = await FailAsync(CannedResponse.Endless(aborted.SetResult));

        failed.Failure.ShouldBe(AwsFailure.UnexpectedResponse);
        failed.Message.ShouldContain("answered with status 200 and more than 32 MB; SSM sends at most 16 MB");
        await aborted.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Response_Stalls_IsAbandonedWhenCancelled()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Proxy.EnqueueResponse("GetParameter", CannedResponse.Stalled(leave.Cancel));
        using var client = await ClientAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => AskAsync(client, leave.Token));
    }

    private string Address => Proxy.Url.TrimEnd('/');

    // No length is announced, so that the checksum is ours to compare.
    private static Func<HttpContext, Task> Chunked(string body, params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.ContentType = Json;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.StartAsync();
        await context.Response.WriteAsync(body);
    };

    private async Task<AwsException> FailAsync(Func<HttpContext, Task> answer)
    {
        Proxy.EnqueueResponse("GetParameter", answer);
        using var client = await ClientAsync();
        return await Should.ThrowAsync<AwsException>(() => AskAsync(client));
    }

    private async Task<AwsJsonClient> ClientAsync()
    {
        var options = new AwsConnectionOptions
        {
            Endpoint = new Uri(Proxy.Url),
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("dummy", "dummy"),
        };
        var connection = await AwsConnection.ConnectAsync(options, hasEndpoint: true, null, TimeProvider.System, Cancellation);
        return AwsJsonClient.Create(
            AwsService.Ssm, connection, options.Endpoint, new AwsJsonOptions { Retry = new AwsRetryOptions { MaxAttempts = 1 } });
    }

    private static Task<JsonElement> AskAsync(AwsJsonClient client, CancellationToken? token = null) =>
        client.SendAsync("GetParameter", _ => { }, "Parameter", JsonValueKind.Object, token ?? Cancellation);
}
