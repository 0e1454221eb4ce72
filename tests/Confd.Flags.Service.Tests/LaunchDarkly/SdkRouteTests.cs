using Confd.Flags.Service.LaunchDarkly;

namespace Confd.Flags.Service.Tests.LaunchDarkly;

public sealed class SdkRouteTests
{
    [Theory]
    [InlineData("/all", "Stream SdkKey GET,OPTIONS")]
    [InlineData("/flags", "FlagStream SdkKey GET,OPTIONS")]
    [InlineData("/bulk", "Events SdkKey POST,OPTIONS")]
    [InlineData("/diagnostic", "Diagnostics SdkKey POST,OPTIONS")]
    [InlineData("/sdk/latest-all", "Data SdkKey GET,OPTIONS")]
    [InlineData("/sdk/flags", "Flags SdkKey GET,OPTIONS")]
    [InlineData("/sdk/flags/a", "Flag SdkKey GET,OPTIONS key=a")]
    [InlineData("/sdk/latest-flags/a", "Flag SdkKey GET,OPTIONS key=a")]
    [InlineData("/sdk/flags/a/b", "Flag SdkKey GET,OPTIONS key=a/b")]
    [InlineData("/sdk/segments/s", "Segment SdkKey GET,OPTIONS key=s")]
    [InlineData("/sdk/evalx/contexts/abc", "Evaluation SdkKey GET,OPTIONS key=abc")]
    [InlineData("/sdk/evalx/users", "Evaluation SdkKey REPORT,OPTIONS")]
    [InlineData("/sdk/evalx/id/users/abc", "Evaluation EnvironmentId GET,OPTIONS id=id key=abc")]
    [InlineData("/sdk/evalx/id/context", "Evaluation EnvironmentId REPORT,OPTIONS id=id")]
    [InlineData("/sdk/goals/id", "Goals EnvironmentId GET,OPTIONS id=id")]
    [InlineData("/msdk/evalx/users/abc", "Evaluation MobileKey GET,OPTIONS key=abc")]
    [InlineData("/msdk/evalx/context", "Evaluation MobileKey REPORT,OPTIONS")]
    [InlineData("/meval/abc", "Pings MobileKey GET,OPTIONS key=abc")]
    [InlineData("/meval", "Pings MobileKey REPORT,OPTIONS")]
    [InlineData("/mping", "Pings MobileKey GET,OPTIONS")]
    [InlineData("/mobile", "Events MobileKey POST,OPTIONS")]
    [InlineData("/mobile/events/bulk", "Events MobileKey POST,OPTIONS")]
    [InlineData("/mobile/events/diagnostic", "Diagnostics MobileKey POST,OPTIONS")]
    [InlineData("/eval/id/abc", "Pings EnvironmentId GET,OPTIONS id=id key=abc")]
    [InlineData("/eval/id", "Pings EnvironmentId REPORT,OPTIONS id=id")]
    [InlineData("/ping/id", "Pings EnvironmentId GET,OPTIONS id=id")]
    [InlineData("/events/bulk/id", "Events EnvironmentId POST,OPTIONS id=id")]
    [InlineData("/events/diagnostic/id", "Diagnostics EnvironmentId POST,OPTIONS id=id")]
    [InlineData("/a/id.gif", "Picture EnvironmentId GET,OPTIONS id=id")]
    [InlineData("/sdk/poll", "SecondGeneration SdkKey GET,POST,REPORT,OPTIONS")]
    [InlineData("/sdk/stream/eval/abc", "SecondGeneration SdkKey GET,POST,REPORT,OPTIONS")]
    [InlineData("/msdk/poll/eval", "SecondGeneration SdkKey GET,POST,REPORT,OPTIONS")]
    public void Find_PathOfAnSdk_ReturnsTheEndpointAndItsVisibility(string path, string expected) =>
        Describe(SdkRoute.Find(path).ShouldNotBeNull()).ShouldBe(expected);

    [Theory]
    [InlineData("/all", "GET HEAD")]
    [InlineData("/bulk", "POST")]
    [InlineData("/eval/id", "REPORT report")]
    [InlineData("/sdk/poll", "GET HEAD POST REPORT report")]
    public void Takes_Method_IsTrueIfAllowedForThePath(string path, string expected)
    {
        var route = SdkRoute.Find(path)!;

        new[] { "GET", "HEAD", "POST", "REPORT", "report", "PUT", "CONNECT", "" }.Where(route.Takes).ShouldBe(expected.Split(' '));
    }

    [Theory]
    [InlineData("/ping/id", false)]
    [InlineData("/mping", false)]
    [InlineData("/eval/id", true)]
    [InlineData("/eval/id/abc", true)]
    [InlineData("/meval", true)]
    [InlineData("/msdk/evalx/context", true)]
    [InlineData("/sdk/flags/a", false)]
    public void HasContext_Path_IsTrueIfTheRequestCarriesOne(string path, bool expected) =>
        SdkRoute.Find(path)!.HasContext.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/all/")]
    [InlineData("/ALL")]
    [InlineData("//all")]
    [InlineData("/sdk")]
    [InlineData("/sdk/")]
    [InlineData("/sdk/evalx/id/others/abc")]
    [InlineData("/a/id.png")]
    [InlineData("/eval")]
    [InlineData("/ofrep/v1/evaluate/flags")]
    public void Find_OtherPath_IsNull(string path) => SdkRoute.Find(path).ShouldBeNull();

    private static string Describe(SdkRoute route) =>
        $"{route.Target} {route.Credential} {route.MethodList}"
        + (route.EnvironmentId is { } id ? $" id={id}" : "")
        + (route.Argument is { } key ? $" key={key}" : "");
}
