namespace Confd.Admission.Tests;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "a.b.Example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("*", "anything.at.all", true)]
    [InlineData("web-1", "web-1", true)]
    [InlineData("web-1", "WEB-1.", true)]
    [InlineData("web-1", "web-2", false)]
    [InlineData("web-1", "web-1.evil.example", false)]
    [InlineData("example.com.", "example.com", true)]
    public void Allows_Name_IfGiven(string name, string host, bool expected) => new HostNames([name]).Allows(host).ShouldBe(expected);

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("10.1.2.3")]
    [InlineData("")]
    public void Allows_AddressesAndLocalNames_NeedNoConfiguration(string host) => new HostNames([]).Allows(host).ShouldBeTrue();

    [Fact]
    public void Allows_ThisMachine_NeedsNoConfiguration() => new HostNames([]).Allows(Environment.MachineName).ShouldBeTrue();

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    public void Allows_OtherName_OnlyIfAnyNameIsAllowed(string host)
    {
        new HostNames([]).Allows(host).ShouldBeFalse();
        HostNames.Any.Allows(host).ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("example.com:9100")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("*.")]
    [InlineData("a.*.b")]
    public void New_InvalidName_IsRefused(string name)
    {
        HostNames.IsWellFormed(name).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new HostNames([name])).Message.ShouldContain($"'{name}' is not a host name");
    }
}
