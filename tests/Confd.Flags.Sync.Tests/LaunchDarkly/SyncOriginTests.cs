using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

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
    public void Of_OtherKeyAddressOrFilter_DiffersWithoutRevealingSecrets()
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

    [Fact]
    public void Of_KnownEnvironment_StaysWithAnotherKeyAndHasTheFilter()
    {
        var options = Options("https://relay.example", "https://relay.example");

        SyncOrigin.Of(options).Environment.ShouldBeNull();
        SyncOrigin.Of(options, "5f1a").Environment.ShouldBe("5f1a");
        SyncOrigin.Of(options, "5f1a").Id.ShouldBe(SyncOrigin.Of(options).Id, "the row stays readable for what knows keys only");
        SyncOrigin.Of(options with { SdkKey = "sdk-other", Filter = "web" }, "5f1a").Environment.ShouldBe("5f1a/web");
        SyncOrigin.Of(options with { Filter = "not a key" }, "5f1a").Environment.ShouldBe("5f1a");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("caf\u00e9")]
    public void Of_InvalidEnvironmentId_IsIgnored(string id)
    {
        SyncOrigin.Of(Options("https://relay.example", "https://relay.example"), id).Environment.ShouldBeNull();
        SyncOrigin.Of(Options("https://relay.example", "https://relay.example"), new string('x', 201)).Environment.ShouldBeNull();
    }

    [Fact]
    public void IsOf_KnownOrUnknownEnvironment_ComparesEnvironmentsOrElseKeys()
    {
        var told = new FlagTableSource("key", "name", SyncedOn: null) { Environment = "5f1a" };
        var untold = told with { Environment = null };

        told.IsOf(new SyncOrigin("rotated", "another address") { Environment = "5f1a" }).ShouldBeTrue();
        told.IsOf(new SyncOrigin("key", "name") { Environment = "other" }).ShouldBeFalse();
        told.IsOf(new SyncOrigin("key", "name")).ShouldBeTrue();
        told.IsOf(new SyncOrigin("rotated", "name")).ShouldBeFalse();
        untold.IsOf(new SyncOrigin("key", "name") { Environment = "5f1a" }).ShouldBeTrue();
        untold.IsOf(new SyncOrigin("rotated", "name") { Environment = "5f1a" }).ShouldBeFalse();
    }

    private static LaunchDarklyOptions Options(string baseUri, string streamUri) =>
        new() { SdkKey = "sdk-secret", BaseUri = new Uri(baseUri), StreamUri = new Uri(streamUri) };
}
