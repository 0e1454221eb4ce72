using Confd.Cli.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Cli.Tests.Http;

public sealed class AllowedHostsTests
{
    [Theory]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "a.b.Example.com:9100", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("*", "anything.at.all", true)]
    [InlineData("web-1", "web-1:9100", true)]
    [InlineData("web-1", "web-2", false)]
    [InlineData("example.com.", "example.com", true)]
    public void Allows_Names_AsGiven(string name, string host, bool expected) =>
        new AllowedHosts([name]).Allows(new HostString(host)).ShouldBe(expected);

    [Fact]
    public void Allows_OwnNames_NeedNoOption()
    {
        var hosts = new AllowedHosts([], "confd.internal:9100");

        hosts.Allows(new HostString("confd.internal:9100")).ShouldBeTrue();
        hosts.Allows(new HostString(Environment.MachineName)).ShouldBeTrue();
        hosts.Allows(new HostString("")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("example.com:9100")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("*.")]
    [InlineData("a.*.b")]
    public void New_NoName_IsRefusedWithTheForm(string name) =>
        Should.Throw<ConfigurationException>(() => new AllowedHosts([name]))
            .Message.ShouldContain("is not a host name; write it without scheme and port");
}
