using Confd.Cli.Tests.Support;
using Confd.Cli.Tests.Tables;
using Confd.DynamoDb.Secrets;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Rendering;

/// <summary><c>confd render</c> of a table with values that are encrypted under a key of moto.</summary>
public sealed class SecretRenderTests : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();
    private TableRun? _run;
    private MotoKms? _kms;

    public async ValueTask InitializeAsync()
    {
        _kms = await MotoKms.StartAsync();
        _run = await TableRun.CreateAsync();
        _run.Secrets = new SecretOptions { Endpoint = _kms.Url };
        _run.Input = "hunter2";
        await _run.PrintsAsync("put", "/app/pw", "-", "--encrypt", _kms.Alias);
        await _run.PrintsAsync("put", "/app/user", "admin");
        Resource("secret", "pw={{getv \"/app/pw\"}}\n");
        Resource("open", "user={{getv \"/app/user\"}}\n");
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _kms!.DisposeAsync();
        await _run!.DisposeAsync();
    }

    [Fact]
    public async Task Render_TemplateThatReadsASecret_IsShownOnlyWhereRequested()
    {
        (await RenderAsync("open")).ShouldBe((0, "user=admin\n", ""));

        var refused = await RenderAsync("secret");
        refused.ShouldBe((1, "", "confd: error: secret: the template reads a secret, so its text is not shown; --show-secrets shows it\n"));

        (await RenderAsync("secret", "--show-secrets")).ShouldBe((0, "pw=hunter2\n", ""));
    }

    private Task<(int Status, string Output, string Error)> RenderAsync(params string[] arguments) => ProgramProcess.RunAsync(
        _folder,
        ["render", .. arguments, "dynamodb", "--confdir", _folder.Path],
        [
            new("CONFD_TABLE", _run!.Table),
            new("DYNAMODB_LOCAL", "1"),
            new("DYNAMODB_ENDPOINT_URL", DynamoDbLocal.Endpoint),
            new("AWS_ENDPOINT_URL_KMS", _kms!.Url.ToString()),
            new("AWS_ACCESS_KEY_ID", "dummy"),
            new("AWS_SECRET_ACCESS_KEY", "dummy"),
            new("AWS_REGION", "us-east-1"),
        ]);

    private void Resource(string name, string template)
    {
        _folder.Write($"templates/{name}.tmpl", template);
        _folder.Write($"conf.d/{name}.toml", $"[template]\nsrc = \"{name}.tmpl\"\ndest = \"{_folder[name]}\"\nkeys = [\"/app\"]\n");
    }
}
