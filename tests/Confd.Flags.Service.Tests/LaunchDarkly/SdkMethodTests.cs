namespace Confd.Flags.Service.Tests.LaunchDarkly;

public sealed class SdkMethodTests
{
    [Theory]
    [InlineData("GET", 200)]
    [InlineData("HEAD", 200)]
    [InlineData("POST", 405)]
    [InlineData("G", 405)]
    public async Task Request_Method_MustBeAllowedForThePath(string method, int status)
    {
        await using var served = await ServedTable.StartAsync(new Dictionary<string, string> { ["a"] = Flags.Switch("a", 1, isOn: true) });

        using var response = await served.Http.SendAsync(
            Requests.Sdk("/sdk/latest-all", method: method), Cancellation);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.Allow.ShouldBe(status == 405 ? ["GET", "OPTIONS"] : []);
    }
}
