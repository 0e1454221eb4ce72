using Confd.Cli.Http;

namespace Confd.Cli.Tests.Http;

public sealed class MetricsHostsTests
{
    [Fact]
    public void Read_TheNameThatIsListenedOn_IsAllowedToo()
    {
        var hosts = MetricsHosts.Read(["*.example.com"], "confd.internal:9100");

        hosts.Allows("confd.internal").ShouldBeTrue();
        hosts.Allows("a.example.com").ShouldBeTrue();
        hosts.Allows("evil.example").ShouldBeFalse();
    }

    [Theory]
    [InlineData(":9100")]
    [InlineData("[::]:9100")]
    public void Read_AnAddressWithoutAName_AddsNone(string address) =>
        MetricsHosts.Read([], address).Allows("web-1.internal").ShouldBeFalse();

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("example.com:9100")]
    [InlineData("")]
    public void Read_InvalidName_IsRefusedWithTheExpectedForm(string name) =>
        Should.Throw<ConfigurationException>(() => MetricsHosts.Read([name]))
            .Message.ShouldContain("is not a host name; write it without scheme and port");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a, b", "a", "b")]
    [InlineData("a,,b", "a", "", "b")]
    public void Split_Variable_LosesNoItem(string? text, params string[] names) => MetricsHosts.Split(text).ShouldBe(names);
}
