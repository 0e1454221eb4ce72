using Confd.Aws.Connections;

namespace Confd.Aws.Tests.Connections;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("*", "http://any.example/", true)]
    [InlineData("*", "http://8.8.8.8/", true)]
    [InlineData("example.com", "http://example.com/", true)]
    [InlineData("example.com", "https://a.b.example.com/", true)]
    [InlineData("Example.COM.", "http://EXAMPLE.com./", true)]
    [InlineData("example.com", "http://badexample.com/", false)]
    [InlineData("example.com", "http://example.com.attacker.example/", false)]
    [InlineData(".example.com", "http://a.example.com/", true)]
    [InlineData(".example.com", "http://example.com/", false)]
    [InlineData("*.example.com", "http://a.example.com/", true)]
    [InlineData("*.example.com", "http://example.com/", false)]
    [InlineData("example.com:8000", "http://example.com:8000/", true)]
    [InlineData("example.com:8000", "http://a.example.com:8000/", true)]
    [InlineData("example.com:8000", "http://example.com/", false)]
    [InlineData("example.com:443", "https://example.com/", true)]
    [InlineData("10.0.0.0/8", "http://10.200.3.4/", true)]
    [InlineData("10.1.2.3/8", "http://10.200.3.4/", true)]
    [InlineData("10.0.0.0/8", "http://11.0.0.1/", false)]
    [InlineData("10.0.0.0/+8", "http://10.200.3.4/", false)]
    [InlineData("example.com:+8000", "http://example.com:8000/", false)]
    [InlineData("10.0.0.0/8", "http://ten.example/", false)]
    [InlineData("0.0.0.0/0", "http://8.8.8.8/", true)]
    [InlineData("fd00::/8", "http://[fd12::1]:8000/", true)]
    [InlineData("fd00::/8", "http://[fe00::1]/", false)]
    [InlineData("::ffff:10.0.0.0/104", "http://10.200.3.4/", true)]
    [InlineData("192.168.1.1", "http://192.168.1.1:81/", true)]
    [InlineData("192.168.1.1:80", "http://192.168.1.1/", true)]
    [InlineData("192.168.1.1:80", "http://192.168.1.1:81/", false)]
    [InlineData("192.168.1.1", "http://192.168.1.11/", false)]
    [InlineData("2001:db8::1", "http://[2001:db8::1]/", true)]
    [InlineData("[2001:db8::1]", "http://[2001:db8:0::1]/", true)]
    [InlineData("[2001:db8::1]:8000", "http://[2001:db8::1]:8000/", true)]
    [InlineData("[2001:db8::1]:8000", "http://[2001:db8::1]/", false)]
    [InlineData("192.168.1.1", "http://[::ffff:192.168.1.1]/", true)]
    [InlineData(" a.example , b.example", "http://b.example/", true)]
    [InlineData("a.example b.example", "http://b.example/", true)]
    [InlineData("bücher.example", "http://xn--bcher-kva.example/", true)]
    [InlineData(",,/,:80,.,10.0.0.0/99,x:y,[", "http://example.com/", false)]
    [InlineData("", "http://example.com/", false)]
    [InlineData(null, "http://localhost.attacker.example/", false)]
    [InlineData(null, "http://169.253.1.1/", false)]
    public void NoProxy_Rules_AreReadLikeGo(string? rules, string destination, bool isDirect) =>
        Create(rules).IsBypassed(new Uri(destination)).ShouldBe(isDirect);

    [Theory]
    [InlineData("http://localhost:8000/")]
    [InlineData("http://LOCALHOST./")]
    [InlineData("http://db.localhost/")]
    [InlineData("http://127.0.0.1:51679/")]
    [InlineData("http://127.9.9.9/")]
    [InlineData("http://[::1]:8000/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://169.254.169.254/latest/api/token")]
    [InlineData("http://169.254.170.2/v2/credentials")]
    [InlineData("http://169.254.170.23/v1/credentials")]
    [InlineData("http://[fd00:ec2::254]/latest/api/token")]
    [InlineData("http://[fd00:ec2::23]/v1/credentials")]
    [InlineData("http://[fe80::1%25eth0]/")]
    public void NoProxy_NotSet_OwnMachineAndMetadataServicesAreDirect(string destination)
    {
        Create(null).IsBypassed(new Uri(destination)).ShouldBeTrue();
        Create(null).GetProxy(new Uri(destination)).ShouldBeNull();
    }

    [Theory]
    [InlineData("HTTP_PROXY=http://p:1 http_proxy=http://q:2", "http://a.example/", "http://p:1/")]
    [InlineData("http_proxy=q:2", "http://a.example/", "http://q:2/")]
    [InlineData("HTTP_PROXY=http://p:1", "https://a.example/", null)]
    [InlineData("HTTPS_PROXY=p", "https://a.example/", "http://p/")]
    [InlineData("HTTPS_PROXY=https://p:8443", "https://a.example/", "https://p:8443/")]
    [InlineData("https_proxy=socks5h://p", "https://a.example/", "socks5://p:1080/")]
    [InlineData("ALL_PROXY=p:3 HTTPS_PROXY=q:4", "http://a.example/", "http://p:3/")]
    [InlineData("ALL_PROXY=p:3 HTTPS_PROXY=q:4", "https://a.example/", "http://q:4/")]
    [InlineData("HTTP_PROXY=p:1 REQUEST_METHOD=GET all_proxy=q:2", "http://a.example/", "http://q:2/")]
    [InlineData("HTTP_PROXY=http://u:s@[::1]:3128/", "http://a.example/", "http://[::1]:3128/")]
    public void GetProxy_Variables_AreReadLikeGo(string variables, string destination, string? expected)
    {
        var proxy = EnvironmentProxy.Create(Environment(variables));

        (proxy!.GetProxy(new Uri(destination))?.AbsoluteUri).ShouldBe(expected);
        proxy.IsBypassed(new Uri(destination)).ShouldBe(expected is null);
    }

    [Fact]
    public void Create_NoVariables_IsNull() => EnvironmentProxy.Create(Environment("NO_PROXY=* HTTP_PROXY=")).ShouldBeNull();

    [Fact]
    public void Credentials_OfTheUrl_AreUsedForThisProxyOnly()
    {
        var proxy = EnvironmentProxy.Create(Environment("HTTPS_PROXY=http://us%40er:p%3Ass@p:3128"))!;

        var login = proxy.Credentials!.GetCredential(new Uri("http://p:3128/"), "Basic")!;
        (login.UserName, login.Password).ShouldBe(("us@er", "p:ss"));
        proxy.Credentials.GetCredential(new Uri("http://other:3128/"), "Basic").ShouldBeNull();
    }

    [Theory]
    [InlineData("HTTPS_PROXY=ftp://secret@p:21", "HTTPS_PROXY")]
    [InlineData("http_proxy=http://", "http_proxy")]
    [InlineData("ALL_PROXY=http://secret@p:99999", "ALL_PROXY")]
    public void Create_InvalidProxyAddress_NamesTheVariableAndNotItsText(string variables, string name)
    {
        var message = Should.Throw<FormatException>(() => EnvironmentProxy.Create(Environment(variables))).Message;

        message.ShouldStartWith(name + " is not the address of a proxy");
        message.ShouldNotContain("secret");
    }

    private static EnvironmentProxy Create(string? rules) =>
        EnvironmentProxy.Create(name => name switch
        {
            "HTTP_PROXY" or "HTTPS_PROXY" => "http://proxy.example:3128",
            "NO_PROXY" => rules,
            _ => null,
        })!;

    private static Func<string, string?> Environment(string variables)
    {
        var values = variables.Split(' ').Select(each => each.Split('=', 2)).ToDictionary(each => each[0], each => each[1]);
        return values.GetValueOrDefault;
    }
}
