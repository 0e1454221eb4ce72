using System.Text;
using Confd.Backends.Http.Vault;
using Confd.TestSupport;

namespace Confd.Backends.Http.Tests.Vault;

/// <summary>From settings to a login, for each way that Vault knows.</summary>
public sealed class VaultLoginTests
{
    private const string Token = "auth_token", Role = "role_id", Secret = "secret_id";

    private static readonly Dictionary<string, BackendOption> Options = new()
    {
        [Token] = VaultBackendFactory.AuthToken,
        [Role] = VaultBackendFactory.RoleId,
        [Secret] = VaultBackendFactory.SecretId,
        ["app_id"] = VaultBackendFactory.AppId,
        ["user_id"] = VaultBackendFactory.UserId,
        ["username"] = ServerOptions.Username,
        ["password"] = ServerOptions.Password,
        ["path"] = VaultBackendFactory.MountPath,
        ["auth_type"] = VaultBackendFactory.AuthType,
        ["client_cert"] = TlsFiles.ClientCert,
        ["client_key"] = TlsFiles.ClientKey,
    };

    [Theory]
    [InlineData("auth_type=app-role role_id=r secret_id=s", "approle/login", """{"role_id":"r","secret_id":"s"}""")]
    [InlineData("auth_type=app-id app_id=a user_id=u", "app-id/login", """{"app_id":"a","user_id":"u"}""")]
    [InlineData("auth_type=userpass username=u password=p", "userpass/login/u", """{"password":"p"}""")]
    [InlineData("auth_type=userpass username=a/b?c password=p", "userpass/login/a%2Fb%3Fc", """{"password":"p"}""")]
    [InlineData("auth_type=github auth_token=t", "github/login", """{"token":"t"}""")]
    [InlineData("auth_type=cert", "cert/login", "{}")]
    [InlineData("auth_type=app-role role_id=r secret_id=s path=/team/a%20b/", "team/a%2520b/login", """{"role_id":"r","secret_id":"s"}""")]
    [InlineData("auth_type=cert path=/", "cert/login", "{}")]
    [InlineData("auth_type=userpass username=u password=\"<ä>\"", "userpass/login/u", """{"password":"\u0022\u003C\u00E4\u003E\u0022"}""")]
    public void Compose_Login_IsItsPathAndBody(string settings, string path, string body)
    {
        var login = Read(settings);

        var (bytes, secrets) = login.Compose();

        (login.Path, Encoding.UTF8.GetString(bytes)).ShouldBe((path, body));
        secrets.Count.ShouldBe(login.Members.Count, "all of it is hidden where it comes back");
        login.ToString().ShouldBe(login.Type);
    }

    [Theory]
    [InlineData("", "you have to set the auth type when using the vault backend: set auth_type")]
    [InlineData("auth_type=", "you have to set the auth type when using the vault backend: set auth_type")]
    [InlineData(
        "auth_type=ldap",
        "unable to authenticate: there is no auth type ldap; "
            + "set auth_type to one of token, app-role, app-id, userpass, github, cert, kubernetes")]
    [InlineData("auth_type=Token auth_token=t", "unable to authenticate: there is no auth type Token")]
    [InlineData("auth_type=token", "required parameter \"auth-token\" is missing from configuration: set auth_token")]
    [InlineData("auth_type=app-role secret_id=s", "required parameter \"role-id\" is missing from configuration: set role_id")]
    [InlineData("auth_type=app-role role_id=r", "required parameter \"secret-id\" is missing from configuration: set secret_id")]
    [InlineData("auth_type=app-role role_id= secret_id=s", "required parameter \"role-id\" is missing from configuration: set role_id")]
    [InlineData("auth_type=app-id user_id=u", "required parameter \"app-id\" is missing from configuration: set app_id")]
    [InlineData("auth_type=app-id app_id=a", "required parameter \"user-id\" is missing from configuration: set user_id")]
    [InlineData("auth_type=userpass password=p", "required parameter \"username\" is missing from configuration: set username")]
    [InlineData("auth_type=userpass username=u", "required parameter \"password\" is missing from configuration: set password")]
    [InlineData("auth_type=github", "required parameter \"auth-token\" is missing from configuration: set auth_token")]
    [InlineData("auth_type=kubernetes", "required parameter \"role-id\" is missing from configuration: set role_id")]
    public void Read_SettingMissing_NamesItAndTheOptionToSet(string settings, string message) =>
        Should.Throw<KeyBackendException>(() => Read(settings)).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("auth_type=token auth_token=own", "env", "own")]
    [InlineData("auth_type=token", "env", "env")]
    [InlineData("auth_type=app-role role_id=r secret_id=s auth_token=own", "env", null)]
    public void Read_Token_IsThatOfTheSectionThenOfTheEnvironment(string settings, string variable, string? token) =>
        Read(settings, variable).Token.ShouldBe(token);

    [Fact]
    public void Compose_KubernetesToken_IsReadForEachLoginAndNamedIfMissing()
    {
        using var folder = new TempDirectory();
        var login = Read("auth_type=kubernetes role_id=r") with { TokenFile = folder["token"] };

        var missing = Should.Throw<KeyBackendException>(() => login.Compose());
        File.WriteAllText(folder["token"], "first\n");
        var first = login.Compose();
        File.WriteAllText(folder["token"], "second");
        var second = login.Compose();

        missing.Message.ShouldBe($"failed to read kubernetes service account token: open {folder["token"]}: no such file or directory");
        Encoding.UTF8.GetString(first.Body).ShouldBe("""{"role":"r","jwt":"first"}""");
        first.Secrets.ShouldContain("first");
        Encoding.UTF8.GetString(second.Body).ShouldBe("""{"role":"r","jwt":"second"}""");
        Read("auth_type=kubernetes role_id=r").TokenFile.ShouldBe(VaultLogin.ServiceAccountToken);
    }

    [Fact]
    public async Task Compose_PipeOrFolderInPlaceOfTheKubernetesToken_FailsAtOnceAndNamesIt()
    {
        using var folder = new TempDirectory();
        var pipe = NamedPipe.Make(folder["token"]);
        var login = Read("auth_type=kubernetes role_id=r") with { TokenFile = pipe };

        (await Should.ThrowAsync<KeyBackendException>(() => NamedPipe.WithoutWaitingAsync(() => login.Compose()))).Message.ShouldBe(
            $"failed to read kubernetes service account token: open {pipe}: it is a device, a pipe or a socket, not a file");
        Should.Throw<KeyBackendException>(() => (login with { TokenFile = folder.Path }).Compose())
            .Message.ShouldEndWith($"read {folder.Path}: is a directory");
    }

    [Theory]
    [InlineData(null, "https://own:8200")]
    [InlineData("http://127.0.0.1:8100", "http://127.0.0.1:8100")]
    [InlineData("", "https://own:8200")]
    public void Read_Agent_ReplacesTheServers(string? agent, string node) =>
        Settings("auth_type=cert", name => name == "VAULT_AGENT_ADDR" ? agent : null, "https://own:8200").Nodes.ShouldBe([node]);

    [Fact]
    public void Read_NoNode_IsRefused() =>
        Should.Throw<KeyBackendException>(() => Settings("auth_type=cert", _ => null))
            .Message.ShouldBe("vault backend requires at least one node address: set nodes");

    [Theory]
    [InlineData("auth_type=cert", "http://h:8200")]
    [InlineData("auth_type=cert client_cert=/none/cert.pem client_key=/none/key.pem", null)]
    public void CreateNodes_NodeWithoutScheme_UsesHttpsIfTlsFilesAreSet(string settings, string? name)
    {
        var read = Settings(settings, _ => null, "h:8200");

        if (name is null)
        {
            Should.Throw<KeyBackendException>(() => read.CreateNodes(TimeSpan.FromSeconds(1))).Message.ShouldContain("/none/cert.pem");
        }
        else
        {
            read.CreateNodes(TimeSpan.FromSeconds(1)).ShouldHaveSingleItem().Name.ShouldBe(name);
        }
    }

    private static VaultLogin Read(string settings, string? token = null) =>
        VaultLogin.Read(Section(settings), name => name == "VAULT_TOKEN" ? token : null);

    private static VaultSettings Settings(string settings, Func<string, string?> environment, params string[] nodes) =>
        VaultSettings.Read(Section(settings, nodes), environment);

    private static BackendSection Section(string settings, params string[] nodes) => new("vault", settings
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(setting => setting.Split('=', 2))
        .Select(pair => KeyValuePair.Create(Options[pair[0]], (object)pair[1]))
        .Append(KeyValuePair.Create(VaultBackendFactory.Node, (object)nodes)));
}
