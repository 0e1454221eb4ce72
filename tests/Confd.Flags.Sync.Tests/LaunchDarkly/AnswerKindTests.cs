using System.Text;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Tests.LaunchDarkly;

public sealed class AnswerKindTests
{
    [Theory]
    [InlineData("", "without a body")]
    [InlineData("\uFEFF \r\n", "without a body")]
    [InlineData("<!DOCTYPE html>", "with an HTML page")]
    [InlineData("\uFEFF\n<?xml version=\"1.0\"?>\n<HTML>", "with an HTML page")]
    [InlineData("<Error><Code>AccessDenied</Code></Error>", "with XML")]
    [InlineData("{\"message\":\"<html>\"}", "with JSON")]
    [InlineData("[", "with JSON")]
    [InlineData("Not Found <html>", "with text")]
    [InlineData("a\u0001", "with binary data")]
    public void Describe_Start_IsItsKindAndNothingOfIt(string start, string kind) =>
        AnswerKind.Describe(Encoding.UTF8.GetBytes(start)).ShouldBe(kind);

    [Theory]
    [InlineData(490, true)]
    [InlineData(520, false)]
    public void IsHtml_PageAfterALongComment_IsSeenWithinTheBytesThatItTakes(int blanks, bool isHtml) =>
        AnswerKind.IsHtml(Encoding.UTF8.GetBytes($"<!--{new string(' ', blanks)}--><html>")).ShouldBe(isHtml);

    [Theory]
    [InlineData("https://sdk.launchdarkly.com", "https://stream.launchdarkly.com", "https://sdk.launchdarkly.com")]
    [InlineData("https://relay.example/", "https://relay.example/", "https://relay.example")]
    [InlineData("https://sdk.launchdarkly.com", "https://relay.example/", "https://relay.example")]
    public void Origin_OfStreamAndPolls_IsTheSameEnvironment(string baseUri, string streamUri, string name) =>
        SyncOrigin.Of(Options(baseUri, streamUri)).Name.ShouldBe(name);

    [Fact]
    public void Origin_OtherKeyAddressOrFilter_IsAnotherAndTellsNoSecret()
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
