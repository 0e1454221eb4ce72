using Confd.Flags.Service.Status;

namespace Confd.Flags.Service.Tests;

public sealed class StatusTests
{
    [Fact]
    public async Task Status_OfAReadableTable_IsHealthyAndHidesKeys()
    {
        await using var served = await ServedTable.StartAsync(new Dictionary<string, string> { ["a"] = Flags.Switch("a", 1, isOn: true) });

        var status = await served.Http.FetchAsync(Requests.Sdk("/status", null));

        status.Body.GetProperty("status").GetString().ShouldBe("healthy");
        var environment = status.Body.GetProperty("environments").GetProperty("test");
        environment.GetProperty("status").GetString().ShouldBe("connected");
        environment.GetProperty("connectionStatus").GetProperty("state").GetString().ShouldBe("VALID");
        environment.GetProperty("sdkKey").GetString().ShouldBe("sdk-********-****-****-****-*******00001");
        status.Body.GetRawText().ShouldNotContain(ServedTable.MobileKey);
        status.Body.GetRawText().ShouldNotContain(ServedTable.OfrepKey);
    }

    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/ready", 200)]
    public async Task Probes_OfAReadableTable_AreHealthy(string path, int status)
    {
        await using var served = await ServedTable.StartAsync();

        using var response = await served.Http.GetAsync(path, Cancellation);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("sdk-00000000-0000-4000-8000-000000000001", "sdk-********-****-****-****-*******00001")]
    [InlineData("short-secret", "*****")]
    [InlineData("aVeryLongSecretWithoutAnyDash", "************************yDash")]
    public void MaskedKey_Of_ShowsTheEndOnly(string key, string expected) => MaskedKey.Of(key).ShouldBe(expected);
}
