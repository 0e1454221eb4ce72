using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Tests.LaunchDarkly;

public sealed class SyncOriginTests
{
    [Theory]
    [InlineData("https://sdk.launchdarkly.com", "https://stream.launchdarkly.com", "https://sdk.launchdarkly.com")]
    [InlineData("https://relay.example/", "https://relay.example/", "https://relay.example")]
    [InlineData("https://sdk.launchdarkly.com", "https://relay.example/", "https://relay.example")]
    public void Of_StreamAndPolls_IsTheSameEnvironment(string baseUri, string streamUri, string name) =>
        SyncOrigin.Of(Options(baseUri, streamUri)).Name.ShouldBe(name);

    [Fact]
    public void Of_OtherKeyAddressOrFilter_IsAnotherAndTellsNoSecret()
    {
        var options = Options("https://relay.example", "https://relay.example");
        var origin = SyncOrigin.Of(options);

        origin.Id.ShouldMatch("^[0-9a-f]{32}$");
        origin.ToString().ShouldNotContain("sdk-secret");
        SyncOrigin.Of(options with { BaseUri = new Uri("https://RELAY.example/") }).ShouldBe(origin);
        SyncOrigin.Of(options with { SdkKey = "sdk-other" }).Id.ShouldNotBe(origin.Id);
        SyncOrigin.Of(options with { Filter = "web" }).Id.ShouldNotBe(origin.Id);
        SyncOrigin.Of(options with { BaseUri = new Uri("https://other.example") }).Id.ShouldNotBe(origin.Id);
    }

    private static LaunchDarklyOptions Options(string baseUri, string streamUri) =>
        new() { SdkKey = "sdk-secret", BaseUri = new Uri(baseUri), StreamUri = new Uri(streamUri) };
}
