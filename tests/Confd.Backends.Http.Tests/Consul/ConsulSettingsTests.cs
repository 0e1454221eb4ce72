using Confd.Backends.Http.Consul;

namespace Confd.Backends.Http.Tests.Consul;

public sealed class ConsulSettingsTests
{
    [Theory]
    [InlineData("own", "env", "file", "own", null)]
    [InlineData(null, "env", "file", "env", "file")]
    [InlineData(null, "env", null, "env", null)]
    public void Read_Tokens_TheSectionWinsThenTheFile(string? own, string? variable, string? file, string token, string? tokenFile)
    {
        var settings = Read(
            own is null
                ? []
                : [new(ConsulBackendFactory.AuthToken, own)], ("CONSUL_HTTP_TOKEN", variable), ("CONSUL_HTTP_TOKEN_FILE", file));

        (settings.Token, settings.TokenFile).ShouldBe((token, tokenFile));
    }

    [Fact]
    public void Read_Namespace_StandsInQueries() =>
        Read([], ("CONSUL_NAMESPACE", "a&b"), ("CONSUL_PARTITION", "p")).Scope.ShouldBe("&ns=a%26b&partition=p");

    [Fact]
    public void Read_BasicAuth_OnlyWhereItIsSwitchedOn()
    {
        KeyValuePair<BackendOption, object>[] login = [new(ServerOptions.Username, "u"), new(ServerOptions.Password, "p")];

        Read(login).Authorization.ShouldBeNull();
        Read([.. login, new(ConsulBackendFactory.BasicAuth, true)]).Authorization.ShouldBe("Basic dTpw");
    }

    [Theory]
    [InlineData("CONSUL_HTTP_SSL_VERIFY", "false")]
    [InlineData("CONSUL_CAPATH", "/etc/ca")]
    public void LoadTls_UnsupportedSetting_IsRefused(string variable, string value)
    {
        var settings = Read([], (variable, value));

        Should.Throw<KeyBackendException>(settings.LoadTls).Message.ShouldStartWith(variable);
    }

    [Fact]
    public void Read_UnknownScheme_IsRefused() =>
        Should.Throw<KeyBackendException>(() => Read([new(ConsulBackendFactory.Scheme, "ftp")])).Message.ShouldContain("set scheme");

    [Fact]
    public void Read_SchemeInCapitals_IsAccepted() => Read([new(ConsulBackendFactory.Scheme, "HTTPS")]).Scheme.ShouldBe("https");

    private static ConsulSettings Read(KeyValuePair<BackendOption, object>[] values, params (string Name, string? Value)[] variables) =>
        ConsulSettings.Read(
            new BackendSection("consul", values), name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
