using System.Text;
using Confd.Engine.Backends;

namespace Confd.Engine.Tests.Backends;

public sealed class EnvironmentBackendTests
{
    [Theory]
    [InlineData("/app/db", "APP_DB_HOST_NAME", "/app/db/host/name")]
    [InlineData("/app", "APP__X", "/app/x")]
    [InlineData("/app/*", "APP_X", "/app/x")]
    [InlineData("/*", "X", "/x")]
    [InlineData("/app", "APP_", "/app")]
    [InlineData("/service", "SERVICES_X", "/services/x")]
    [InlineData("/a-b", "A-B_C", "/a-b/c")]
    [InlineData("/app", "APP_camelCase", "/app/camelcase")]
    [InlineData("/", "anything", "/anything")]
    [InlineData("/größe", "GRÖSSE_X", null)]
    [InlineData("/straße/ü", "STRAßE_Ü_X", "/straße/ü/x")]
    [InlineData("/ſvcı", "SVCI_X", "/svci/x")]
    [InlineData("/svc", "SVC_İ", "/svc/i")]
    [InlineData("/svc", "SVC_ſ", "/svc/ſ")]
    [InlineData("/app", "app_x", null)]
    [InlineData("/app/db", "APP", null)]
    public async Task Select_LookupKey_LoadsVariablesWhoseNamesStartWithIt(string lookupKey, string variable, string? expectedKey)
    {
        var selected = await Select([lookupKey], (variable, "value"));

        selected.ShouldBe(expectedKey is null ? [] : new Dictionary<string, string> { [expectedKey] = "value" });
    }

    [Fact]
    public async Task Select_SeveralKeys_UnitesTheirVariables()
    {
        var selected = await Select(["/a", "/b"], ("A_X", "1"), ("B_X", "2"), ("C_X", "3"), ("AB", ""));

        selected.ShouldBe(new Dictionary<string, string> { ["/a/x"] = "1", ["/ab"] = "", ["/b/x"] = "2" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Select_TwoNamesForOneKey_TheLaterNameWinsAlways()
    {
        (await Select(["/a"], ("A__B", "later"), ("A_B", "earlier")))["/a/b"].ShouldBe("later");
        (await Select(["/a"], ("A_B", "earlier"), ("A__B", "later")))["/a/b"].ShouldBe("later");
    }

    [Fact]
    public async Task Select_NoKeys_LoadsNothing() => (await Select([], ("A", "1"))).ShouldBeEmpty();

    [Fact]
    public async Task ReadAsync_ProcessEnvironment_HoldsItsVariables()
    {
        await using var backend = new EnvironmentBackend();

        var reading = await backend.ReadAsync(["/path"], Cancellation);

        Encoding.UTF8.GetString(reading.Select(["/path"])["/path"].Span).ShouldBe(Environment.GetEnvironmentVariable("PATH"));
    }

    [Fact]
    public async Task CheckHealthAsync_Always_IsHealthyWithTheCount()
    {
        await using var backend = new EnvironmentBackend(() => [new("A", "secret"u8.ToArray()), new("B", default)]);

        var health = await backend.CheckHealthAsync(Cancellation);

        health.IsHealthy.ShouldBeTrue();
        health.Message.ShouldBe("Environment backend is always healthy (no connectivity required)");
        health.Details.Select(detail => detail.Key).ShouldBe(["env_var_count", "note"]);
        health.Details[0].Value.ShouldBe("2");
    }

    [Fact]
    public async Task OpenWatchAsync_Always_ReturnsNull()
    {
        await using var backend = new EnvironmentBackend();

        (await backend.OpenWatchAsync(["/"], Cancellation)).ShouldBeNull();
    }

    private static async Task<Dictionary<string, string>> Select(string[] lookupKeys, params (string Name, string Value)[] variables)
    {
        await using var backend = new EnvironmentBackend(() => variables.Select(
            variable => KeyValuePair.Create(variable.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(variable.Value))));
        var reading = await backend.ReadAsync(lookupKeys, Cancellation);
        return reading.Select(lookupKeys).ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetString(entry.Value.Span));
    }
}
