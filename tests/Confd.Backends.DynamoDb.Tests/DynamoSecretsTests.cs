using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Backends.DynamoDb.Tests;

/// <summary>Encrypted values as the engine sees them.</summary>
public sealed class DynamoSecretsTests : IAsyncLifetime
{
    private readonly string _name = DynamoDbLocal.NewTableName();
    private readonly RecordedLog _log = new();
    private AmazonDynamoDBClient? _client;
    private MotoKms? _kms;

    private KeyValueTableOptions Options => new()
    {
        Connection = new()
        {
            Endpoint = new Uri(DynamoDbLocal.Endpoint),
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("dummy", "dummy"),
        },
        Secrets = new() { Endpoint = _kms!.Url },
    };

    public async ValueTask InitializeAsync()
    {
        _kms = await MotoKms.StartAsync();
        _client = DynamoDbLocal.CreateClient();
        await DynamoDbLocal.CreateKeyTableAsync(_client, _name);
    }

    public async ValueTask DisposeAsync()
    {
        await _kms!.DisposeAsync();
        await _client!.DeleteTableAsync(_name);
        _client.Dispose();
    }

    [Fact]
    public async Task Read_EncryptedAndPlain_AreEqualToTemplatesButMarkedAsSecret()
    {
        await PutAsync("/app/pw", "s3cr3t", isSecret: true);
        await PutAsync("/app/host", "h", isSecret: false);
        await using var backend = await OpenAsync();

        var reading = await backend.ReadAsync(["/app"], Cancellation);

        var values = reading.Select(["/app"]).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));
        values.ShouldBe(new Dictionary<string, string> { ["/app/pw"] = "s3cr3t", ["/app/host"] = "h" }, ignoreOrder: true);
        reading.IsSecret("/app/pw").ShouldBeTrue();
        reading.IsSecret("/app/host").ShouldBeFalse();
        reading.MakesFilesPrivate.ShouldBeTrue();
        _log.Lines.ShouldAllBe(line => !line.Contains("s3cr3t"));
    }

    [Fact]
    public async Task Select_SecretCannotBeDecrypted_FailsOnlyItsResourceAndNamesTheKey()
    {
        await PutAsync("/app/pw", "s3cr3t", isSecret: true);
        await PutAsync("/web/host", "h", isSecret: false);
        _kms!.Proxy.Enqueue(Fault.AccessDenied, "Decrypt");
        await using var backend = await OpenAsync();

        var reading = await backend.ReadAsync(["/app", "/web"], Cancellation);

        reading.Select(["/web"]).Count.ShouldBe(1);
        var failed = Should.Throw<KeyBackendException>(() => reading.Select(["/app"]));
        failed.Message.ShouldStartWith(
            $"key /app/pw of table {_name} cannot be decrypted: operation error KMS: Decrypt: AccessDeniedException");
        failed.ToString().ShouldNotContain("s3cr3t");
        failed.ToString().ShouldNotContain("confd-secret");
    }

    [Fact]
    public async Task Read_TimeoutWhileTheKeyServiceFails_ReportsTheFailure()
    {
        await PutAsync("/app/pw", "s3cr3t", isSecret: true);
        await using var backend = await OpenAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _kms!.Proxy.EnqueueResponse(
            "Decrypt",
            async answer =>
            {
                await (_kms.Proxy.Count("Decrypt") > 1 ? end.CancelAsync() : Task.CompletedTask);
                await CannedResponse.Error(500, "InternalFailure", "down")(answer);
            },
            times: 1000);

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/app"], end.Token)))
            .Message.ShouldContain("Decrypt: context deadline exceeded; last error");
    }

    [Fact]
    public async Task Read_SecretsThatNoResourceSelects_AreNotDecrypted()
    {
        await PutAsync("/app/pw", "s3cr3t", isSecret: true);
        await PutAsync("/web/host", "h", isSecret: false);
        await using var backend = await OpenAsync();

        await backend.ReadAsync(["/web", "/"], Cancellation);
        await backend.ReadAsync(["/web"], Cancellation);

        _kms!.Proxy.Count("Decrypt").ShouldBe(1);
    }

    private Task<IKeyBackend> OpenAsync() => DynamoKeyBackend.OpenAsync(_name, Options, _log, Cancellation);

    private async Task PutAsync(string key, string value, bool isSecret)
    {
        await using var table = await KeyValueTable.OpenAsync(_name, Options with { Logger = NullLogger.Instance }, Cancellation);
        using var sealer = await table.CreateSealerAsync(_kms!.Alias, Cancellation);
        await table.PutAsync(key, isSecret ? sealer.Seal(key, value) : value, Cancellation);
    }
}
