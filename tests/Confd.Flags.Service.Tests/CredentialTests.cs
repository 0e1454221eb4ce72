using System.Security.Cryptography;
using System.Text;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Storage;

namespace Confd.Flags.Service.Tests;

public sealed class CredentialTests
{
    private const string Id = ServedTable.EnvironmentId;
    private static readonly string User = Requests.Encode("""{"kind":"user","key":"u"}""");
    private static readonly string Organization = Requests.Encode("""{"kind":"multi","user":{"key":"u"},"org":{"key":"a:b%"}}""");

    [Theory]
    [InlineData("/all", null, 401)]
    [InlineData("/all", "sdk-wrong", 401)]
    [InlineData("/sdk/latest-all", ServedTable.MobileKey, 401)]
    [InlineData("/sdk/latest-all", ServedTable.EnvironmentId, 401)]
    [InlineData("/sdk/latest-all", "api_key " + ServedTable.SdkKey, 200)]
    [InlineData("/sdk/latest-all", "two " + ServedTable.SdkKey, 401)]
    [InlineData("/mping", ServedTable.SdkKey, 401)]
    [InlineData("/ping/ffffffffffffffffffffffff", null, 404)]
    [InlineData("/sdk/goals/ffffffffffffffffffffffff", null, 404)]
    [InlineData("/sdk/goals/" + ServedTable.EnvironmentId, null, 200)]
    [InlineData("/nowhere", ServedTable.SdkKey, 404)]
    public async Task Request_Key_DecidesTheStatus(string path, string? key, int status)
    {
        await using var served = await ServedTable.StartAsync();

        (await served.Http.FetchAsync(Requests.Sdk(path, key))).Status.ShouldBe(status);
    }

    [Fact]
    public async Task SecureMode_Hash_MustMatchTheContext()
    {
        await using var served = await ServedTable.StartAsync(isSecure: true);
        var hash = HashOf("u");

        (await StatusAsync($"/sdk/evalx/{Id}/contexts/{User}?h={hash}")).ShouldBe(200);
        (await StatusAsync($"/sdk/evalx/{Id}/contexts/{Organization}?h={HashOf("org:a%3Ab%25:user:u")}")).ShouldBe(200);
        (await StatusAsync($"/sdk/evalx/{Id}/contexts/{User}?h={hash.ToUpperInvariant()}")).ShouldBe(400);
        (await StatusAsync($"/sdk/evalx/{Id}/contexts/{User}?h=00")).ShouldBe(400);
        (await StatusAsync($"/sdk/evalx/{Id}/contexts/{User}")).ShouldBe(400);
        (await StatusAsync($"/eval/{Id}/{User}")).ShouldBe(400);
        (await StatusAsync($"/msdk/evalx/contexts/{User}", ServedTable.MobileKey)).ShouldBe(200);

        async Task<int> StatusAsync(string path, string? key = null) => (await served.Http.FetchAsync(Requests.Sdk(path, key))).Status;
    }

    [Fact]
    public async Task Service_OneKeyForTwoEnvironments_IsRefusedWithoutNamingIt()
    {
        var one = Environment("one");
        var other = Environment("other");

        var refused = Should.Throw<ArgumentException>(() => new FlagService([one, other]));

        refused.Message.ShouldBe("the environments one and other have the same SDK key");
        var twice = new FlagEnvironmentOptions { Name = "one", Client = one.Client, SdkKeys = ["a", "a"] };
        Should.Throw<ArgumentException>(() => new FlagService([twice])).Message.ShouldBe("the environment one has one SDK key twice");
        await one.Client.DisposeAsync();
        await other.Client.DisposeAsync();
    }

    [Theory]
    [InlineData(
        "k", null, null, "k", "the SDK key of the environment one is also the client-side id of the environment one; give each its own")]
    [InlineData(
        "k", "k", null, null, "the SDK key of the environment one is also the mobile key of the environment one; give each its own")]
    [InlineData(
        null, null, "k", "k", "the OFREP key of the environment one is also the client-side id of the environment one; give each its own")]
    [InlineData(null, null, null, "a/b", "the client-side id of the environment one has characters that no path can name")]
    [InlineData("k", null, "k", "id", null)]
    public async Task Service_OneTextForTwoKinds_IsRefusedWhereItGivesMore(
        string? sdk, string? mobile, string? ofrep, string? id, string? problem)
    {
        await using var client = new FlagClient(new MemoryFlagStore());
        var environment = new FlagEnvironmentOptions
        {
            Name = "one",
            Client = client,
            SdkKeys = sdk is null ? [] : [sdk],
            MobileKeys = mobile is null ? [] : [mobile],
            OfrepKeys = ofrep is null ? [] : [ofrep],
            EnvironmentId = id,
        };

        var refused = Record.Exception(() => new FlagService([environment]));

        refused?.Message.ShouldBe(problem);
        (refused is null).ShouldBe(problem is null);
    }

    [Fact]
    public async Task Preflight_OfAPage_IsAcceptedForUnknownEnvironmentsToo()
    {
        await using var served = await ServedTable.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/sdk/evalx/ffffffffffffffffffffffff/context");
        preflight.Headers.Add("Origin", "https://app.example");

        using var response = await served.Http.SendAsync(preflight, Cancellation);

        ((int)response.StatusCode).ShouldBe(200);
        response.Headers.GetValues("Access-Control-Allow-Methods").Single().ShouldContain("REPORT");
        response.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("X-LaunchDarkly-User-Agent");
    }

    private static FlagEnvironmentOptions Environment(string name) => new()
    {
        Name = name,
        Client = new FlagClient(new MemoryFlagStore()),
        SdkKeys = [ServedTable.SdkKey],
    };

    private static string HashOf(string key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ServedTable.SdkKey), Encoding.UTF8.GetBytes(key)));
}
