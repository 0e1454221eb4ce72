using System.Text;
using Confd.Backends.Http.Tests.Support;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;

namespace Confd.Backends.Http.Tests.Vault;

public sealed class VaultBackendTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private VaultStandIn _vault = null!;

    public async ValueTask InitializeAsync() => _vault = await VaultStandIn.StartAsync();

    public ValueTask DisposeAsync() => _vault.DisposeAsync();

    [Fact]
    public async Task Read_Version2_GivesMembersAndTheJsonUnderTheNameOfTheRequest()
    {
        _vault.Put(
            "secret/app/db", """{"u":"x","n":12345678901234567890,"f":1.50,"b":true,"z":null,"l":[1,"<"],"o":{"a":{"b":"deep"}},"e":{}}""");

        (await ReadAsync("/secret/app")).ShouldBe(new Dictionary<string, string>
        {
            ["/secret/app/db/b"] = "true",
            ["/secret/app/db/f"] = "1.50",
            ["/secret/app/db/l"] = """[1,"\u003c"]""",
            ["/secret/app/db/n"] = "12345678901234567890",
            ["/secret/app/db/o/a/b"] = "deep",
            ["/secret/app/db/u"] = "x",
            ["/secret/data/app/db"] =
                """{"b":true,"e":{},"f":1.50,"l":[1,"\u003c"],"n":12345678901234567890,"o":{"a":{"b":"deep"}},"u":"x","z":null}""",
        });
    }

    [Fact]
    public async Task Read_Anything_IsASecretInAFileThatKeepsItsMode()
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        await using var backend = await OpenAsync("token");

        var reading = await backend.ReadAsync(["/secret/a"], Cancellation);

        reading.Select(["/secret/a"]).Keys.ShouldAllBe(key => reading.IsSecret(key));
        reading.MakesFilesPrivate.ShouldBeFalse("as in the original; the engine warns");
    }

    [Fact]
    public async Task Read_Version1_GivesTheJsonUnderTheSecretsOwnName()
    {
        _vault.Put("kv/mydata/x", """{"b":"2","a":"1"}""");

        (await ReadAsync("/kv/mydata")).ShouldBe(new Dictionary<string, string>
        {
            ["/kv/mydata/x"] = """{"a":"1","b":"2"}""",
            ["/kv/mydata/x/a"] = "1",
            ["/kv/mydata/x/b"] = "2",
        });
    }

    [Theory]
    [InlineData("/secret/a", "/secret/a/x /secret/a/y/z /secret/data/a /secret/data/a/y")]
    [InlineData("/secret/a/*", "/secret/a/x /secret/a/y/z /secret/data/a /secret/data/a/y")]
    [InlineData("/secret/a/x", "/secret/a/x /secret/data/a")]
    [InlineData("/secret/a/y", "/secret/a/y/z /secret/data/a/y")]
    [InlineData("/secret/data/a", "/secret/a/x /secret/a/y/z /secret/data/a /secret/data/a/y")]
    [InlineData("/secret", "/secret/a/x /secret/a/y/z /secret/ab/q /secret/data/a /secret/data/a/y /secret/data/ab")]
    [InlineData("/team/kv/t", "/team/kv/data/t /team/kv/t/v")]
    [InlineData("/secret/none", "")]
    public async Task Read_KeysOfManyDepths_GiveWhatTheyName(string key, string expected)
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        _vault.Put("secret/a/y", """{"z":"2"}""");
        _vault.Put("secret/ab", """{"q":"3"}""");
        _vault.Put("team/kv/t", """{"v":"4"}""");

        var keys = (await ReadAsync(key)).Keys;

        keys.ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Fact]
    public async Task Read_OneSecret_ReadsNothingElse()
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        _vault.Put("secret/b", """{"x":"2"}""");

        await ReadAsync("/secret/a");

        _vault.Requests.ShouldNotContain(request => request.Contains("/secret/data/b", StringComparison.Ordinal));
        _vault.Requests.ShouldNotContain(request => request.StartsWith("GET /v1/secret/metadata/?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_DeletedVersion_IsNullAsInTheOriginal()
    {
        _vault.Put("secret/a", "\"deleted\"");

        (await ReadAsync("/secret/a")).ShouldBe(new Dictionary<string, string> { ["/secret/data/a"] = "null" });
    }

    [Theory]
    [InlineData("secret/metadata", "/secret/a", "Couldn't list from the Vault")]
    [InlineData("secret/data/a", "/secret/a", "secret /secret/data/a: failed to read: permission denied")]
    [InlineData("secret/data/f/y", "/secret/f", "secret /secret/data/f/y: failed to read")]
    [InlineData("secret/metadata/f/g", "/secret/f", "list /secret/metadata/f/g")]
    [InlineData("sys/internal", "/secret/a", "mount /secret: failed to get mount info")]
    public async Task Read_Refused_FailsInsteadOfBeingEmpty(string denied, string key, string message)
    {
        _vault.Put("secret/a", """{"x":"hush"}""");
        _vault.Put("secret/f/y", """{"x":"hush"}""");
        _vault.Put("secret/f/g/h", """{"x":"hush"}""");
        _vault.Denied[denied] = true;

        var failed = await Should.ThrowAsync<KeyBackendException>(() => ReadAsync(key));

        failed.Message.ShouldContain(message);
        failed.InnerException.ShouldBeOfType<HttpBackendException>().Failure.ShouldBe(HttpFailure.Denied);
        (failed.Message + string.Join('\n', _log.Lines)).ShouldNotContain("hush");
    }

    [Fact]
    public async Task Read_MemberOfASecret_NeedsNoListPermission()
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        _vault.Denied["secret/metadata"] = true;
        _vault.Denied["secret/data/a/"] = true;

        (await ReadAsync("/secret/a/x"))["/secret/a/x"].ShouldBe("1");
    }

    [Fact]
    public async Task Read_EngineOfAnotherKind_Fails()
    {
        var failed = await Should.ThrowAsync<KeyBackendException>(() => ReadAsync("/transit/a"));

        failed.Message.ShouldContain("Engine type transit is not supported");
    }

    [Theory]
    [InlineData("app-role", "approle/login", """{"role_id":"r","secret_id":"s"}""")]
    [InlineData("app-id", "app-id/login", """{"app_id":"a","user_id":"i"}""")]
    [InlineData("userpass", "userpass/login/u", """{"password":"p"}""")]
    [InlineData("github", "github/login", """{"token":"t"}""")]
    [InlineData("cert", "cert/login", "{}")]
    public async Task Open_EachLogin_UsesItsPath(string type, string path, string body)
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        _vault.Logins[path] = body;
        await using var backend = await OpenAsync(type);

        Text(await backend.ReadAsync(["/secret/a"], Cancellation), "/secret/a")["/secret/a/x"].ShouldBe("1");

        _vault.LoginCount.ShouldBe(1);
        _log.Lines.ShouldContain($"Information Vault authentication backend set to {type}");
    }

    [Fact]
    public async Task Open_CustomMount_UsesIt()
    {
        _vault.Logins["team/approle/login"] = """{"role_id":"r","secret_id":"s"}""";

        await using var backend = await OpenAsync("app-role", (VaultBackendFactory.MountPath, "/team/approle/"));

        _vault.LoginCount.ShouldBe(1);
    }

    [Fact]
    public async Task Open_LoginIsRefused_FailsWithoutTheSecret()
    {
        var failed = await Should.ThrowAsync<KeyBackendException>(
            () => OpenAsync("userpass", (ServerOptions.Password, "wrong-password")));

        failed.Message.ShouldStartWith("logging in to Vault by userpass failed: status 400: invalid username or password");
        failed.Message.ShouldNotContain("wrong-password");
    }

    [Theory]
    [InlineData(null, "you have to set the auth type when using the vault backend")]
    [InlineData("ldap", "unable to authenticate: there is no auth type ldap")]
    public async Task Open_AuthTypeMissingOrUnknown_ReportsIt(string? type, string message) =>
        (await Should.ThrowAsync<KeyBackendException>(() => OpenAsync(type))).Message.ShouldStartWith(message);

    [Fact]
    public async Task Open_ParameterMissing_NamesIt()
    {
        var failed = await Should.ThrowAsync<KeyBackendException>(() => OpenAsync("app-role", (VaultBackendFactory.SecretId, "")));

        failed.Message.ShouldBe("required parameter \"secret-id\" is missing from configuration: set secret_id");
    }

    [Fact]
    public async Task Read_TokenOfALoginExpired_LogsInAgain()
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        _vault.Logins["cert/login"] = "{}";
        await using var backend = await OpenAsync("cert");
        await backend.ReadAsync(["/secret/a"], Cancellation);

        _vault.Expire();

        Text(await backend.ReadAsync(["/secret/a"], Cancellation), "/secret/a")["/secret/a/x"].ShouldBe("1");
        _vault.LoginCount.ShouldBe(2);
    }

    [Fact]
    public async Task Read_RefusedWithAValidToken_DoesNotLogInAgain()
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        _vault.Logins["cert/login"] = "{}";
        _vault.Denied["secret/data/a"] = true;
        await using var backend = await OpenAsync("cert");

        await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/secret/a"], Cancellation));

        _vault.LoginCount.ShouldBe(1);
    }

    [Fact]
    public async Task Token_AfterTwoThirdsOfItsLifetime_IsRenewedRepeatedly()
    {
        var clock = new FakeTimeProvider();
        _vault.Logins["cert/login"] = "{}";
        _vault.Life = 3000;
        await using var backend = await OpenAsync("cert", clock);

        for (var round = 0; round < 3; round++)
        {
            var renewed = _vault.Renewed.Task;
            await Eventually.AfterAsync(clock, renewed, Cancellation);
        }

        _vault.LoginCount.ShouldBe(1);
    }

    [Fact]
    public async Task Token_ExpiredAndNotRenewable_LogsInAgainBeforeItIsUsed()
    {
        var clock = new FakeTimeProvider();
        _vault.Put("secret/a", """{"x":"1"}""");
        _vault.Logins["cert/login"] = "{}";
        (_vault.Life, _vault.IsRenewable) = (300, false);
        await using var backend = await OpenAsync("cert", clock);

        clock.Advance(TimeSpan.FromSeconds(301));
        await backend.ReadAsync(["/secret/a"], Cancellation);

        _vault.LoginCount.ShouldBe(2);
    }

    [Fact]
    public async Task Read_ConfiguredTokenExpired_FailsAndReportsIt()
    {
        await using var backend = await OpenAsync("token");
        _vault.Expire();

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/secret/a"], Cancellation));

        failed.Message.ShouldContain("permission denied");
        failed.Message.ShouldNotContain("root");
    }

    [Fact]
    public async Task Read_TransientServerErrors_IsRetried()
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        await using var backend = await OpenAsync("token");
        var failures = 0;
        _vault.Instead = async context =>
        {
            _vault.Instead = Interlocked.Increment(ref failures) < 3 ? _vault.Instead : null;
            context.Response.StatusCode = 503;
            await context.Response.WriteAsync("""{"errors":["Vault is sealed"]}""");
        };

        Text(await backend.ReadAsync(["/secret/a"], Cancellation), "/secret/a")["/secret/a/x"].ShouldBe("1");
        failures.ShouldBe(3);
    }

    [Fact]
    public async Task Read_ResponsesOfAnotherServer_AreRefused()
    {
        await using var backend = await OpenAsync("token");
        _vault.Instead = context => context.Response.WriteAsync("<html>Please log in</html>");

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/secret/a"], Cancellation));

        failed.InnerException.ShouldBeOfType<HttpBackendException>().Failure.ShouldBe(HttpFailure.UnexpectedResponse);
    }

    [Fact]
    public async Task Read_StandbyRedirects_IsFollowedOnceWithTheToken()
    {
        _vault.Put("secret/a", """{"x":"1"}""");
        await using var standby = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = _vault.Address + context.Request.Path + context.Request.QueryString;
            return Task.CompletedTask;
        });
        await using var backend = await OpenAsync("token", (VaultBackendFactory.Node, new[] { standby.Address }));

        Text(await backend.ReadAsync(["/secret/a"], Cancellation), "/secret/a")["/secret/a/x"].ShouldBe("1");
    }

    [Fact]
    public async Task Read_Namespace_IsSent()
    {
        var factory = new VaultBackendFactory { Environment = name => name == "VAULT_NAMESPACE" ? "team-a" : null };
        await using var backend = await factory.OpenAsync(Section("token"), Context(TimeProvider.System), Cancellation);

        _vault.LastNamespace.ShouldBe("team-a");
    }

    [Fact]
    public async Task CheckHealth_Sealed_IsUnhealthyWithDetails()
    {
        await using var backend = await OpenAsync("token");
        var good = await backend.CheckHealthAsync(Cancellation);
        _vault.IsSealed = true;

        var health = await backend.CheckHealthAsync(Cancellation);

        good.Message.ShouldBe("Vault backend is healthy");
        good.Details.Select(detail => detail.Key).ShouldBe(["initialized", "sealed", "standby", "version", "cluster_name"]);
        health.IsHealthy.ShouldBeFalse();
        health.Reason.ShouldBe("Vault health check failed: the server is sealed");
        health.Details.ShouldContain(new KeyValuePair<string, string>("sealed", "true"));
    }

    private static Dictionary<string, string> Text(KeyReading reading, string key) => reading.Select([key])
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));

    private async Task<Dictionary<string, string>> ReadAsync(string key)
    {
        await using var backend = await OpenAsync("token");
        return Text(await backend.ReadAsync([key], Cancellation), key);
    }

    private Task<IKeyBackend> OpenAsync(string? type, params (BackendOption Option, object Value)[] more) =>
        OpenAsync(type, TimeProvider.System, more);

    private Task<IKeyBackend> OpenAsync(string? type, TimeProvider clock, params (BackendOption Option, object Value)[] more) =>
        new VaultBackendFactory { Environment = _ => null }.OpenAsync(Section(type, more), Context(clock), Cancellation);

    private BackendContext Context(TimeProvider clock) => new()
    {
        Clock = clock,
        Logger = _log,
        Retry = new BackendRetry { BaseDelay = TimeSpan.FromMilliseconds(1) },
    };

    private BackendSection Section(string? type, params (BackendOption Option, object Value)[] more)
    {
        var values = new Dictionary<BackendOption, object>
        {
            [VaultBackendFactory.Node] = new[] { _vault.Address },
            [VaultBackendFactory.AuthToken] = type == "github" ? "t" : "root",
            [VaultBackendFactory.RoleId] = "r",
            [VaultBackendFactory.SecretId] = "s",
            [VaultBackendFactory.AppId] = "a",
            [VaultBackendFactory.UserId] = "i",
            [ServerOptions.Username] = "u",
            [ServerOptions.Password] = "p",
        };
        if (type is not null)
        {
            values[VaultBackendFactory.AuthType] = type;
        }

        foreach (var (option, value) in more)
        {
            values[option] = value;
        }

        return new BackendSection("vault", values);
    }
}
