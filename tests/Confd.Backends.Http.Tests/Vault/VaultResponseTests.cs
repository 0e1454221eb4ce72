using System.Text;
using Confd.Backends.Http.Tests.Support;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;

namespace Confd.Backends.Http.Tests.Vault;

/// <summary>What confd makes of answers that are not Vault's, and of a Vault that refuses for a while.</summary>
public sealed class VaultResponseTests : IAsyncLifetime
{
    private VaultStandIn _vault = null!;

    public async ValueTask InitializeAsync() => _vault = await VaultStandIn.StartAsync();

    public ValueTask DisposeAsync() => _vault.DisposeAsync();

    [Theory]
    [InlineData("/secret/a", "<h1>404 page not found</h1>")]
    [InlineData("/kv/a", "<h1>404 page not found</h1>")]
    [InlineData("/kv/a", "")]
    [InlineData("/kv/a", "null")]
    [InlineData("/kv/a", "[\"errors\"]")]
    public async Task Read_NotFoundOfAnotherServer_FailsInsteadOfBeingEmpty(string key, string body)
    {
        await using var backend = await OpenAsync();
        await backend.ReadAsync([key], Cancellation); // the mount is known now

        _vault.Instead = context => IsMount(context) ? MountAsync(context) : AnswerAsync(context, 404, body);
        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync([key], Cancellation));

        failed.InnerException.ShouldBeOfType<HttpBackendException>().Failure.ShouldBe(HttpFailure.UnexpectedResponse);
        failed.Message.ShouldContain("the answer is not Vault's");
    }

    [Theory]
    [InlineData("""{"errors":[]}""")]
    [InlineData("""{"errors":null,"warnings":["moved"]}""")]
    [InlineData("{}")]
    public async Task Read_NotFoundOfVault_IsEmpty(string body)
    {
        await using var backend = await OpenAsync();
        _vault.Instead = context => IsMount(context) ? MountAsync(context) : AnswerAsync(context, 404, body);

        (await backend.ReadAsync(["/kv/a"], Cancellation)).Select(["/kv/a"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"data\":")]
    [InlineData("""{"data":{"keys":[7]}}""")]
    public async Task Read_SuccessWithoutASecret_IsAnUnexpectedResponse(string body)
    {
        await using var backend = await OpenAsync();
        _vault.Instead = context => IsMount(context) ? MountAsync(context)
            : context.Request.Query.ContainsKey("list") ? AnswerAsync(context, 200, body)
            : AnswerAsync(context, 404, "{}");

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/kv/a"], Cancellation)))
            .InnerException.ShouldBeOfType<HttpBackendException>().Failure.ShouldBe(HttpFailure.UnexpectedResponse);
    }

    [Theory]
    [InlineData("""{"data":{"x":"a\ud800"}}""")]
    [InlineData("""{"data":{"x":{"\udc00":1}}}""")]
    public async Task Read_HalfOfASurrogatePair_FailsAndReportsIt(string body)
    {
        await using var backend = await OpenAsync();
        _vault.Instead = context => IsMount(context) ? MountAsync(context)
            : context.Request.Query.ContainsKey("list") ? AnswerAsync(context, 404, "{}")
            : AnswerAsync(context, 200, body);

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/kv/a"], Cancellation)))
            .Message.ShouldContain("failed: its JSON holds half of a surrogate pair (Vault at ");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/*")]
    [InlineData("//")]
    public async Task Read_NoMount_ReportsTheExpectedKeyPrefix(string key)
    {
        await using var backend = await OpenAsync();

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync([key], Cancellation)))
            .Message.ShouldBe("a key of the vault backend begins with a mount: /secret/app, not /");
    }

    [Fact]
    public async Task Read_NestedFolders_AreReadCompletelyAndEachSecretOnce()
    {
        for (var number = 0; number < 30; number++)
        {
            _vault.Put($"kv/deep/{number % 3}/{number % 5}/s{number}", $$"""{"n":{{number}}}""");
        }

        await using var backend = await OpenAsync();
        var reading = await backend.ReadAsync(["/kv/deep", "/kv/deep/1"], Cancellation);

        reading.Select(["/kv/deep"]).Count.ShouldBe(60, "each has its JSON and one member");
        _vault.Requests.Where(request => request.StartsWith("GET /v1/kv/", StringComparison.Ordinal))
            .Where(request => !request.EndsWith("?list=true", StringComparison.Ordinal))
            .ShouldBeUnique();
    }

    [Fact]
    public async Task Read_OneOfManySecretsIsRefused_FailsAsAWhole()
    {
        for (var number = 0; number < 20; number++)
        {
            _vault.Put($"kv/app/s{number}", """{"v":"hush"}""");
        }

        _vault.Denied["kv/app/s13"] = true;
        await using var backend = await OpenAsync();

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/kv/app"], Cancellation));

        failed.Message.ShouldStartWith("secret /kv/app/s13: failed to read: permission denied");
        failed.Message.ShouldNotContain("hush");
    }

    [Fact]
    public async Task Read_TimeoutWhileASecretOfAFolderFails_ReportsTheFailure()
    {
        _vault.Put("kv/app/s", """{"v":"hush"}""");
        await using var backend = await OpenAsync(attempts: null);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var requests = 0;
        _vault.Failing = path =>
        {
            if (path == "kv/app/s" && Interlocked.Increment(ref requests) > 1)
            {
                end.Cancel();
            }

            return path == "kv/app/s";
        };

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/kv/app"], end.Token)))
            .Message.ShouldContain("last error status 500");
    }

    [Fact]
    public async Task Token_RenewalFailsForAWhile_IsRetriedAndKeepsTheToken()
    {
        var clock = new FakeTimeProvider();
        _vault.Life = 6000;
        _vault.Logins["approle/login"] = """{"role_id":"r","secret_id":"s"}""";
        await using var backend = await OpenLoginAsync(clock);
        var failures = 0;
        var renewed = _vault.Renewed.Task;
        _vault.Instead = async context =>
        {
            if (Interlocked.Increment(ref failures) >= 3)
            {
                _vault.Instead = null;
            }

            await AnswerAsync(context, 503, """{"errors":["sealed"]}""");
        };

        // The last third is left for the attempts, which take real time while the clock moves on.
        clock.Advance(TimeSpan.FromSeconds((_vault.Life * 2 / 3) - 1));
        await Eventually.AfterAsync(clock, renewed, Cancellation);

        failures.ShouldBe(3);
        _vault.Instead = null;
        await backend.ReadAsync(["/kv/a"], Cancellation);
        _vault.LoginCount.ShouldBe(1);
    }

    [Fact]
    public async Task Token_RenewalIsRefused_LogsInAgainForTheNextRead()
    {
        var clock = new FakeTimeProvider();
        _vault.Life = 120;
        _vault.Logins["approle/login"] = """{"role_id":"r","secret_id":"s"}""";
        await using var backend = await OpenLoginAsync(clock);
        _vault.Expire();
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _vault.Instead = async context =>
        {
            await AnswerAsync(context, 403, """{"errors":["permission denied"]}""");
            refused.TrySetResult();
        };

        await Eventually.AfterAsync(clock, refused.Task, Cancellation);
        _vault.Instead = null;
        await backend.ReadAsync(["/kv/a"], Cancellation);

        _vault.LoginCount.ShouldBe(2);
    }

    [Fact]
    public async Task Token_RenewalIsTheLastOne_IsNotRenewedAgain()
    {
        var clock = new FakeTimeProvider();
        _vault.Life = 300;
        _vault.Logins["approle/login"] = """{"role_id":"r","secret_id":"s"}""";
        await using var backend = await OpenLoginAsync(clock);
        var renewed = _vault.Renewed.Task;
        _vault.IsRenewable = false;
        await Eventually.AfterAsync(clock, renewed, Cancellation);

        // Each step gives a renewal the time of two requests.
        await Eventually.IsSoAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                await backend.ReadAsync(["/kv/a"], Cancellation);
                return _vault.LoginCount == 2;
            },
            Cancellation);

        _vault.Requests.Count(request => request.Contains("renew-self", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Token_LifetimeLongerThanTimersAllow_IsRenewedBeforeItExpires()
    {
        var clock = new FakeTimeProvider();
        _vault.Life = (int)TimeSpan.FromDays(90).TotalSeconds;
        _vault.Logins["approle/login"] = """{"role_id":"r","secret_id":"s"}""";
        await using var backend = await OpenLoginAsync(clock);
        var renewed = _vault.Renewed.Task;

        clock.Advance(TimeSpan.FromDays(24));

        await renewed.WaitAsync(Cancellation);
        _vault.LoginCount.ShouldBe(1);
    }

    [Fact]
    public async Task Open_ResponseWithoutAToken_IsDenied()
    {
        _vault.Instead = context => AnswerAsync(context, 200, """{"auth":null,"data":{}}""");

        var failed = await Should.ThrowAsync<KeyBackendException>(() => OpenLoginAsync(TimeProvider.System));

        failed.Message.ShouldBe("unable to authenticate: the answer to the login holds no token");
    }

    [Theory]
    [InlineData("""{"initialized":false,"sealed":false}""", "the server is not initialized")]
    [InlineData("""{"initialized":true,"sealed":true}""", "the server is sealed")]
    [InlineData("""{"initialized":true}""", "the server is sealed")]
    [InlineData("""{"initialized":"yes","sealed":false}""", "the answer is not Vault's")]
    [InlineData("{}", "the answer is not Vault's")]
    [InlineData("<html>", "the answer is not Vault's")]
    public async Task CheckHealth_UnhealthyResponse_ReportsWhy(string body, string reason)
    {
        await using var server = await StubServer.StartAsync(context =>
            context.Request.Path == "/v1/sys/health" ? AnswerAsync(context, 200, body) : AnswerAsync(context, 200, """{"data":{}}"""));
        await using var backend = await OpenAsync(server.Address);

        var health = await backend.CheckHealthAsync(Cancellation);

        health.IsHealthy.ShouldBeFalse();
        health.Message.ShouldContain(reason);
        health.Details.ShouldContain(detail => detail.Key == "error");
    }

    private static bool IsMount(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/v1/sys/internal/ui/mounts", StringComparison.Ordinal);

    private static Task MountAsync(HttpContext context)
    {
        var version = context.Request.Path.Value!.EndsWith("secret", StringComparison.Ordinal) ? 2 : 1;
        return AnswerAsync(context, 200, $$$"""{"data":{"type":"kv","options":{"version":"{{{version}}}"} } }""");
    }

    private static Task AnswerAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body, Encoding.UTF8, Cancellation);
    }

    private Task<IKeyBackend> OpenAsync(string? address = null, int? attempts = 1) => OpenAsync(
        TimeProvider.System, address, attempts, (VaultBackendFactory.AuthType, "token"), (VaultBackendFactory.AuthToken, "root"));

    private Task<IKeyBackend> OpenLoginAsync(TimeProvider clock) => OpenAsync(
        clock,
        null,
        1,
        (VaultBackendFactory.AuthType, "app-role"),
        (VaultBackendFactory.RoleId, "r"),
        (VaultBackendFactory.SecretId, "s"));

    private Task<IKeyBackend> OpenAsync(
        TimeProvider clock, string? address, int? attempts, params (BackendOption Option, object Value)[] settings) =>
        new VaultBackendFactory { Environment = _ => null }.OpenAsync(
            new BackendSection("vault", settings.Append((VaultBackendFactory.Node, new[] { address ?? _vault.Address }))
                .Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))),
            new BackendContext
            {
                Clock = clock,
                Retry = new BackendRetry { BaseDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = attempts },
            },
            Cancellation);
}
