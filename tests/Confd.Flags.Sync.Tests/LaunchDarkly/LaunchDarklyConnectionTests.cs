using Confd.Flags.Sync.LaunchDarkly;
using Confd.TestSupport;

namespace Confd.Flags.Sync.Tests.LaunchDarkly;

public sealed class LaunchDarklyConnectionTests : IDisposable
{
    private readonly RecordingHandler _handler = new();
    private readonly RecordedLog _log = new();
    private readonly HttpClient _http;

    public LaunchDarklyConnectionTests() => _http = new HttpClient(_handler);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Send_AnyRequest_IdentifiesTheClient()
    {
        await GetAllAsync(
            Options() with
            {
                ApplicationId = "shop",
                ApplicationVersion = "1.2",
                WrapperName = "ours",
                WrapperVersion = "3",
                InstanceId = "i-1",
            });

        var headers = _handler.Requests.ShouldHaveSingleItem().Headers;
        headers["Authorization"].ShouldBe("sdk-key");
        headers["X-LaunchDarkly-Tags"].ShouldBe("application-id/shop application-version/1.2");
        headers["X-LaunchDarkly-Wrapper"].ShouldBe("ours/3");
        headers["X-LaunchDarkly-Instance-Id"].ShouldBe("i-1");
    }

    [Fact]
    public async Task Send_NoOptions_HasNoTagsAndNoWrapperButAnInstance()
    {
        await GetAllAsync(Options());
        await GetAllAsync(Options() with { WrapperName = "ours" });

        _handler.Requests[0].Headers.ShouldNotContainKey("X-LaunchDarkly-Tags");
        _handler.Requests[0].Headers.ShouldNotContainKey("X-LaunchDarkly-Wrapper");
        _handler.Requests[0].Headers["X-LaunchDarkly-Instance-Id"].ShouldNotBe(_handler.Requests[1].Headers["X-LaunchDarkly-Instance-Id"]);
        _handler.Requests[1].Headers["X-LaunchDarkly-Wrapper"].ShouldBe("ours");
    }

    [Theory]
    [InlineData("has blank")]
    [InlineData("slash/es")]
    [InlineData("umläut")]
    [InlineData("trailing\n")]
    [InlineData("more-than-sixty-four-characters-are-too-many-for-LaunchDarkly-to-take")]
    public async Task Send_InvalidTag_IsLeftOutWithAWarning(string tag)
    {
        await GetAllAsync(Options() with { ApplicationId = tag, ApplicationVersion = "ok" });

        _handler.Requests[0].Headers["X-LaunchDarkly-Tags"].ShouldBe("application-version/ok");
        _log.Lines.ShouldContain(line => line.StartsWith("Warning The application-id is not sent", StringComparison.Ordinal));
        _log.Lines.ShouldAllBe(line => !line.Contains(tag, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("team-a", "?filter=team-a")]
    [InlineData("A1._-", "?filter=A1._-")]
    [InlineData("-starts-badly", "")]
    [InlineData("not a key", "")]
    [InlineData("umläut", "")]
    [InlineData("ends\n", "")]
    [InlineData("", "")]
    public async Task Send_Filter_IsSentOnlyIfItIsAKey(string filter, string query)
    {
        await GetAllAsync(Options() with { Filter = filter });

        _handler.Requests[0].Address.Query.ShouldBe(query);
        _log.Lines.Count(line => line.StartsWith("Warning The environment filter is not a key", StringComparison.Ordinal))
            .ShouldBe(query.Length == 0 ? 1 : 0);
    }

    [Fact]
    public void Origin_IgnoredFilter_EqualsNoFilter() =>
        SyncOrigin.Of(Options() with { Filter = "not a key" }).ShouldBe(SyncOrigin.Of(Options()));

    [Fact]
    public void New_HeaderThatCannotBeSent_IsRefusedWithoutItsValue()
    {
        Should.Throw<ArgumentException>(() => new LaunchDarklyConnection(Options() with { InstanceId = "two words" }))
            .Message.ShouldNotContain("two words");
        Should.Throw<ArgumentException>(() => new LaunchDarklyConnection(Options() with { WrapperName = "a\nb" }));
        Should.Throw<ArgumentException>(() => new LaunchDarklyConnection(Options() with { SdkKey = "" }));
    }

    [Theory]
    [InlineData("localhost:8030")]
    [InlineData("ftp://localhost")]
    [InlineData("/relay")]
    public void New_NonHttpAddress_IsRefusedByName(string text)
    {
        var address = new Uri(text, UriKind.RelativeOrAbsolute);

        RefusedSettingOf(Options() with { BaseUri = address }).ShouldBe("BaseUri");
        RefusedSettingOf(Options() with { StreamUri = address }).ShouldBe("StreamUri");
        RefusedSettingOf(Options() with { EventsUri = address }).ShouldBe("EventsUri");

        static string? RefusedSettingOf(LaunchDarklyOptions options) =>
            Should.Throw<ArgumentException>(() => new LaunchDarklyConnection(options)).ParamName;
    }

    [Fact]
    public async Task EnvironmentId_SentByTheService_IsKnown()
    {
        using var client = new LaunchDarklyClient(Options());
        await client.GetAllAsync(Cancellation);
        client.EnvironmentId.ShouldBeNull();

        _handler.EnvironmentId = "env-1";
        await client.GetAllAsync(Cancellation);

        client.EnvironmentId.ShouldBe("env-1");
    }

    [Fact]
    public async Task Dispose_HttpClientOfTheCaller_StaysOpen()
    {
        await GetAllAsync(Options());
        await GetAllAsync(Options());

        _handler.Requests.Count.ShouldBe(2);
    }

    private LaunchDarklyOptions Options() => new() { SdkKey = "sdk-key", Http = _http, Logger = _log };

    private static async Task GetAllAsync(LaunchDarklyOptions options)
    {
        using var client = new LaunchDarklyClient(options);
        await client.GetAllAsync(Cancellation);
    }
}
