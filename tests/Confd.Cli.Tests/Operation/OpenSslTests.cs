using Confd.Cli.Tests.Support;
using Confd.Cli.Tests.Tables;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Operation;

/// <summary>What the native program loads of OpenSSL when it reads a table.</summary>
public sealed class OpenSslTests : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();
    private TableRun _table = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await TableRun.CreateAsync();
        await _table.PrintsAsync("put", "/a", "1");
        _folder.Write(
            "conf.d/app.toml",
            $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["app.conf"]}\"\nkeys = [\"/\"]\n"
            + $"check_cmd = \"cat /proc/$PPID/maps > {_folder["maps"]}\"\n");
        _folder.Write("templates/app.tmpl", "a={{getv \"/a\"}}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _table.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_TableWithoutTls_SignsWithoutIt()
    {
        var (status, _, error) = await ProgramProcess.RunAsync(
            _folder,
            ["dynamodb", "--table", _table.Table, "--onetime", "--confdir", _folder.Path, "--config-file", _folder["none.toml"]],
            [
                new("DYNAMODB_LOCAL", "1"), new("DYNAMODB_ENDPOINT_URL", DynamoDbLocal.Endpoint), new("AWS_REGION", "us-east-1"),
                new("AWS_ACCESS_KEY_ID", "dummy"), new("AWS_SECRET_ACCESS_KEY", "dummy"), new("CONFD_STATE_DIR", _folder["state"]),
            ]);

        status.ShouldBe(0, error);
        File.ReadAllText(_folder["app.conf"]).ShouldBe("a=1\n");
        var maps = File.ReadAllText(_folder["maps"]);
        maps.ShouldContain("libc.so");
        maps.ShouldNotContain("libssl");
        maps.ShouldNotContain("libcrypto");
    }
}
