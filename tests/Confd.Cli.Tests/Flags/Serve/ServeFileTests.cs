using Confd.Cli.Flags.Serve;
using Confd.Flags.DynamoDb;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

public sealed class ServeFileTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EverySetting_IsTaken()
    {
        _folder.Write("key", "sdk-1\nsdk-2\n");
        var path = Write($"""
            listen = ":8787"
            unix_socket = "/run/flags.sock"
            tls_cert = "/etc/tls.crt"
            tls_key = "/etc/tls.key"
            heartbeat = "20s"
            refresh_interval = "1m"
            cors_origins = ["https://app.example.com"]
            max_connections = 5
            events = "/var/log/events.jsonl"
            events_url = "https://events.example.com"
            console = true
            console_token_file = "/run/tokens"
            console_actor = "team"
            console_hosts = ["flags.example.com"]
            console_keys_table = "config"
            console_read_only = true

            [environments.production]
            table = "flags"
            prefix = "production"
            sdk_key_file = "{_folder["key"]}"
            mobile_key_env = "MOBILE"
            client_side_id = "507f"
            secure_mode = true
            journal = "changes"
            no_journal = true

            [environments.production.filters]
            mobile = ["mobile-*"]

            [environments.old]
            table = "old-flags"
            layout = "community"
            ofrep_key_env = "OFREP"
            console_read_only = true
            """);

        ServeFile.Read(path, name => name == "MOBILE" ? "mob-1" : "ofrep-1", file =>
        {
            (file.Listen, file.UnixSocket, file.TlsCertificate, file.TlsKey)
                .ShouldBe((":8787", "/run/flags.sock", "/etc/tls.crt", "/etc/tls.key"));
            (file.Heartbeat, file.RefreshInterval).ShouldBe((TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1)));
            (file.MaxConnections, file.Events, file.EventsUrl).ShouldBe((5, "/var/log/events.jsonl", "https://events.example.com"));
            file.Origins.ShouldBe(["https://app.example.com"]);
            (file.HasConsole, file.IsConsoleReadOnly).ShouldBe((true, true));
            (file.ConsoleTokenFile, file.ConsoleActor, file.ConsoleKeysTable).ShouldBe(("/run/tokens", "team", "config"));
            file.ConsoleHosts.ShouldBe(["flags.example.com"]);
            var environments = file.Environments(path);
            environments.Select(environment => environment.IsReadOnly).ShouldBe([false, true]);
            environments.Select(environment => environment.Name).ShouldBe(["production", "old"]);
            var production = environments[0];
            production.SdkKeys.ShouldBe(["sdk-1", "sdk-2"]);
            production.MobileKeys.ShouldBe(["mob-1"]);
            (production.Table, production.Store.Prefix, production.EnvironmentId, production.IsSecure)
                .ShouldBe(("flags", "production", "507f", true));
            (production.Store.Table.Journal.Name, production.Store.Table.Journal.IsIgnored).ShouldBe(("changes", true));
            environments[1].Store.Table.Journal.IsIgnored.ShouldBeFalse();
            production.Filters["mobile"].ShouldBe(["mobile-*"]);
            environments[1].Store.Layout.ShouldBe(FlagTableLayout.Community);
            environments[1].OfrepKeys.ShouldBe(["ofrep-1"]);
            return true;
        });
    }

    [Theory]
    [InlineData("[environments.a]\ntable = \"t\"\nsecure_mod = true", "unknown setting secure_mod; did you mean secure_mode?")]
    [InlineData("lisen = \":1\"", "unknown setting lisen; did you mean listen?")]
    [InlineData("[environments.a]\nprefix = \"p\"", "the environment a has no table")]
    [InlineData("[environments.a]\ntable = \"\"", "table is empty")]
    [InlineData("[environments.a]\ntable = \"t\"\nlayout = \"other\"", "is official or community")]
    [InlineData(
        "[environments.a]\ntable = \"t\"\nsdk_key_env = \"NOT_SET\"",
        "serve.toml:3:15: the variable NOT_SET is not set; set it, or name a file with sdk_key_file")]
    [InlineData("[environments.a]\ntable = \"t\"\nsdk_key_env = \"BLANKS\"", "a key in BLANKS has blanks")]
    [InlineData("[environments.a]\ntable = \"t\"\nsdk_key_file = \"/nowhere\"", "/nowhere cannot be read")]
    [InlineData(
        "[environments.a]\ntable = \"t\"\nsdk_key_file = \"k\"\nsdk_key_env = \"V\"", "sdk_key_file and sdk_key_env exclude each other")]
    [InlineData("heartbeat = \"soon\"", "heartbeat is not a duration")]
    [InlineData("max_connections = 0", "has to be at least 1")]
    [InlineData("= 1", "serve.toml:1:1: ")]
    public void Read_WrongSetting_IsRefusedWithItsPlace(string text, string problem)
    {
        var path = Write(text);

        var refused = Should.Throw<ConfigurationException>(() => ServeFile.Read(
            path,
            name => name == "BLANKS" ? "s3cret with blanks" : null,
            file => (file.Heartbeat, file.MaxConnections, file.Environments(path).Count)));

        refused.Message.ShouldContain(problem);
        refused.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Read_SettingsAndKeysOfCommands_AreRead()
    {
        var (settings, key) = (NamedPipe.Make(_folder["settings"]), NamedPipe.Make(_folder["key"]));

        string? Read() => ServeFile.Read(settings, _ => null, file => file.UnixSocket);

        (await NamedPipe.WithWriterAsync(settings, "unix_socket = \"/run/s\"", Read)).ShouldBe("/run/s");
        (await NamedPipe.WithWriterAsync(key, "sdk-1\nsdk-2\n", () => ServeSecrets.Read(key, "", _ => null))).ShouldBe(["sdk-1", "sdk-2"]);
    }

    [Theory]
    [InlineData("/", "the secret file / cannot be read: is a directory")]
    [InlineData("/dev/zero", "the secret file /dev/zero cannot be read: it is larger than 1 MB")]
    public void ReadSecrets_WhatHoldsNone_IsNamed(string path, string problem) =>
        Should.Throw<ConfigurationException>(() => ServeSecrets.Read(path, "", _ => null)).Message.ShouldBe(problem);

    private string Write(string text)
    {
        _folder.Write("serve.toml", text);
        return _folder["serve.toml"];
    }
}
