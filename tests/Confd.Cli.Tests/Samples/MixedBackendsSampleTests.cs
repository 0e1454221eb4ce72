using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Samples;

/// <summary><c>samples/mixed-backends</c> with DynamoDB Local, a real Redis and moto's Secrets Manager.</summary>
public sealed class MixedBackendsSampleTests : IAsyncLifetime
{
    private const string Secret = "orders/db";

    // A database of the shared Redis that no other test uses.
    private const int Database = 13;

    private readonly TempDirectory _folder = new();
    private readonly string _sample = Path.Combine(RepositoryFiles.Root, "samples", "mixed-backends");

    private string Rendered => _folder["out/orders.env"];

    public async ValueTask InitializeAsync()
    {
        _ = (BackendServers.Redis, BackendServers.Moto, DynamoDbLocal.Endpoint);
        Directory.CreateDirectory(_folder["out"]);
        await RedisAsync("FLUSHDB", "SET /orders/rate-limit 250");
        await DeleteSecretAsync();
        await SecretsAsync(
            "CreateSecret", new() { ["Name"] = Secret, ["SecretString"] = File.ReadAllText(Path.Combine(_sample, "secret.json")) });
    }

    public async ValueTask DisposeAsync()
    {
        await RedisAsync("FLUSHDB");
        await DeleteSecretAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sample_RenderedOnce_GivesTheExpectedFileForItsOwnerAlone()
    {
        var run = await PrepareAsync();

        (await run()).Status.ShouldBe(0);

        (await File.ReadAllTextAsync(Rendered, Cancellation))
            .ShouldBe(await File.ReadAllTextAsync(Path.Combine(_sample, "expected", "orders.env"), Cancellation));
        File.GetUnixFileMode(Rendered).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Sample_OneBackendHasNothing_DefaultIsUsedOrTheFileStays()
    {
        var run = await PrepareAsync();
        await RedisAsync("FLUSHDB");
        (await run()).Status.ShouldBe(0);
        var before = await File.ReadAllTextAsync(Rendered, Cancellation);

        await DeleteSecretAsync();
        var (status, output) = await run();

        before.ShouldContain("RATE_LIMIT=100\n");
        status.ShouldBe(1, output);
        output.ShouldContain("key does not exist: secrets:/orders/db/");
        (await File.ReadAllTextAsync(Rendered, Cancellation)).ShouldBe(before);
    }

    // Fills a table; answers a run of confd over it.
    private async Task<Func<Task<(int Status, string Output)>>> PrepareAsync()
    {
        var program = new SampleProgram(_sample, _folder.Path);
        var table = DynamoDbLocal.NewTableName("mixed");
        await program.RunAsync([], "table", "create", "--table", table);
        await program.RunAsync([], "table", "import", "--table", table, "items.json");
        var settings = (await File.ReadAllTextAsync(Path.Combine(_sample, "confdir", "confd.toml"), Cancellation))
            .Replace("\"app-config\"", $"\"{table}\"", StringComparison.Ordinal)
            .Replace("127.0.0.1:6379/0", $"{BackendServers.Redis}/{Database}", StringComparison.Ordinal);
        var file = _folder.Write("confd.toml", settings);
        return () => program.TryRunAsync(
            new() { ["DEST"] = _folder["out"], ["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = BackendServers.Moto },
            "--onetime", "--confdir", "confdir", "--config-file", file);
    }

    private static async Task RedisAsync(params string[] commands)
    {
        var address = BackendServers.Redis.Split(':');
        using var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], null), Cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        foreach (var command in commands.Prepend($"SELECT {Database}"))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), Cancellation);
            (await reader.ReadLineAsync(Cancellation)).ShouldBe("+OK");
        }
    }

    private static Task DeleteSecretAsync() =>
        SecretsAsync("DeleteSecret", new() { ["SecretId"] = Secret, ["ForceDeleteWithoutRecovery"] = true });

    private static async Task SecretsAsync(string operation, JsonObject body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, BackendServers.Moto)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1"),
        };
        request.Headers.Add("X-Amz-Target", $"secretsmanager.{operation}");

        // moto finds the service in the signature's scope and does not verify signatures.
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", "Credential=dummy/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
    }
}
