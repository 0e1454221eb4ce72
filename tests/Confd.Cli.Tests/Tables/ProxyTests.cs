using System.Collections.Concurrent;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Tests.Tables;

/// <summary>A proxy of the environment, end to end in processes of their own: which requests come to it and which do not.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly TempDirectory _home = new();
    private WebApplication _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _proxy = builder.Build();
        _proxy.Run(context =>
        {
            _asked.Enqueue(context.Request.Host.Value!);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
        await _proxy.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task ContainerCredentials_OfThisMachine_NeverGoToTheProxy()
    {
        await using var aws = await AwsStandIn.StartAsync();
        await using var database = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        var run = await TableRun.CreateAsync();
        await using (run)
        {
            var (status, error) = await RunAsync(
                ["table", "describe", "--table", run.Table],
                new()
                {
                    ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{aws.Url}/container",
                    ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "secret",
                    ["AWS_ENDPOINT_URL_DYNAMODB"] = database.Url,
                });

            status.ShouldBe(0, error);
            database.AccessKeyIds.ShouldBe(["AKIACONTAINER"]);
            _asked.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task InstanceMetadata_OfThisMachine_NeverGoesToTheProxy()
    {
        await using var aws = await AwsStandIn.StartAsync();
        await RunAsync(
            ["table", "describe", "--table", "t"],
            new() { ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws.Url, ["AWS_ENDPOINT_URL_DYNAMODB"] = "http://dynamodb.test.example:8000" });

        _asked.Distinct().ShouldBe(["dynamodb.test.example:8000"]);
    }

    [Fact]
    public async Task DynamoDbAndTokenService_OtherMachines_GoThroughTheProxy()
    {
        await RunAsync(
            ["table", "describe", "--table", "t"],
            new()
            {
                ["AWS_ACCESS_KEY_ID"] = "AKIA",
                ["AWS_SECRET_ACCESS_KEY"] = "secret",
                ["AWS_ENDPOINT_URL_DYNAMODB"] = "http://dynamodb.test.example:8000",
            });
        await RunAsync(
            ["table", "describe", "--table", "t"],
            new()
            {
                ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/confd",
                ["AWS_WEB_IDENTITY_TOKEN_FILE"] = _home.Write("token", "the-oidc-token"),
                ["AWS_ENDPOINT_URL_STS"] = "http://sts.test.example",
                ["AWS_EC2_METADATA_DISABLED"] = "true",
            });

        _asked.Distinct().ShouldBe(["dynamodb.test.example:8000", "sts.test.example"]);
    }

    [Fact]
    public async Task DynamoDb_InNoProxyByNetwork_BypassesTheProxy()
    {
        var (status, _) = await RunAsync(
            ["dynamodb", "--table", "t", "--onetime", "--backend-timeout", "1s", "--dial-timeout", "100ms"],
            new()
            {
                ["AWS_ACCESS_KEY_ID"] = "AKIA",
                ["AWS_SECRET_ACCESS_KEY"] = "secret",
                ["AWS_ENDPOINT_URL_DYNAMODB"] = "http://192.0.2.1:8000",
                ["NO_PROXY"] = "192.0.2.0/24",
            });

        status.ShouldBe(1);
        _asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task FlagService_OtherMachine_GoesThroughTheProxy()
    {
        await RunAsync(
            ["flags", "sync", "--once", "--table", "t", "--base-uri", "http://relay.test.example:8030"],
            new()
            {
                ["LAUNCHDARKLY_SDK_KEY"] = "sdk-key",
                ["AWS_ACCESS_KEY_ID"] = "AKIA",
                ["AWS_SECRET_ACCESS_KEY"] = "secret",
                ["AWS_ENDPOINT_URL_DYNAMODB"] = DynamoDbLocal.Endpoint,
            });

        _asked.Distinct().ShouldBe(["relay.test.example:8030"]);
    }

    [Fact]
    public async Task Proxy_NoAddress_IsAnErrorWithoutItsText()
    {
        var (status, error) = await RunAsync(["table", "describe", "--table", "t"], new() { ["HTTPS_PROXY"] = "ftp://u:secret@p" });

        status.ShouldBe(1);
        error.ShouldBe(
            "confd: error: HTTPS_PROXY is not the address of a proxy; write it as http://HOST:PORT (https and socks5 are known too)\n");
    }

    private async Task<(int Status, string Error)> RunAsync(string[] arguments, Dictionary<string, string> variables)
    {
        Dictionary<string, string> own = new() { ["AWS_REGION"] = "us-east-1", ["HTTP_PROXY"] = _proxy.Urls.First() };
        var (status, _, error) = await ProgramProcess.RunAsync(_home, arguments, [.. own, .. variables]);
        return (status, error);
    }
}
