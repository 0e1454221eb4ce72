namespace Confd.Cli.Tests.Flags.Serve;

/// <summary>LaunchDarkly's and OpenFeature's own SDKs, in Node and in a headless Chromium, against <c>confd flags serve</c>. What they send
/// and get on the wire is tested in <c>Confd.Flags.Service.Tests</c>.</summary>
public sealed class FlagClientsTests(ServedFlags served) : IClassFixture<ServedFlags>
{
    [Theory]
    [InlineData("server-streaming")]
    [InlineData("server-polling")]
    [InlineData("server-wrong-key")]
    [InlineData("server-events")]
    [InlineData("client-get")]
    [InlineData("client-report")]
    [InlineData("client-secure")]
    [InlineData("browser-get")]
    [InlineData("browser-report")]
    [InlineData("openfeature-server")]
    [InlineData("openfeature-browser")]
    [InlineData("restart")]
    public Task Sdk_PointedAtTheService_Works(string check) => served.RunAsync(check);
}
