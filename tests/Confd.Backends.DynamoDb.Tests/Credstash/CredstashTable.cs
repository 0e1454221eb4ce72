using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.Backends.DynamoDb.Credstash;
using Confd.TestSupport;

namespace Confd.Backends.DynamoDb.Tests.Credstash;

/// <summary>A table of credstash in DynamoDB Local, written as credstash writes, under a key of moto.</summary>
internal sealed class CredstashTable : IAsyncDisposable
{
    private readonly AmazonDynamoDBClient _client = DynamoDbLocal.CreateClient();
    private readonly Dictionary<string, int> _versions = new(StringComparer.Ordinal);

    private CredstashTable(MotoKms kms) => Kms = kms;

    public MotoKms Kms { get; }

    public string Name { get; } = DynamoDbLocal.NewTableName("credstash");

    public bool IsGone { get; private set; }

    public CredstashBackendFactory Factory => new()
    {
        Connection = new()
        {
            Endpoint = new Uri(DynamoDbLocal.Endpoint),
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("dummy", "dummy"),
        },
        KeyEndpoint = Kms.Url,
    };

    public BackendSection Section => new("credstash", [KeyValuePair.Create<BackendOption, object>(CredstashBackendFactory.Table, Name)]);

    public static async Task<CredstashTable> CreateAsync()
    {
        var table = new CredstashTable(await MotoKms.StartAsync());
        await table._client.CreateTableAsync(new CreateTableRequest
        {
            TableName = table.Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("name", ScalarAttributeType.S), new("version", ScalarAttributeType.S)],
            KeySchema = [new("name", KeyType.HASH), new("version", KeyType.RANGE)],
        });
        return table;
    }

    /// <summary>Writes the next version of a secret.</summary>
    public async Task PutAsync(string name, string secret, bool isChanged = false)
    {
        var key = await MotoKms.SendAsync("GenerateDataKey", new JsonObject { ["KeyId"] = Kms.Alias, ["NumberOfBytes"] = 64 });
        var plain = Convert.FromBase64String(key["Plaintext"]!.GetValue<string>());
        var contents = AesCounter.Apply(plain.AsSpan(0, 32), Encoding.UTF8.GetBytes(secret));
        var hmac = HMACSHA256.HashData(plain.AsSpan(32), contents);
        if (isChanged)
        {
            contents[0] ^= 1;
        }

        var version = _versions[name] = _versions.GetValueOrDefault(name) + 1;
        await _client.PutItemAsync(Name, new Dictionary<string, AttributeValue>
        {
            ["name"] = new() { S = name },
            ["version"] = new() { S = version.ToString("D19", CultureInfo.InvariantCulture) },
            ["key"] = new() { S = key["CiphertextBlob"]!.GetValue<string>() },
            ["contents"] = new() { S = Convert.ToBase64String(contents) },
            ["hmac"] = new() { B = new MemoryStream(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac))) },
            ["digest"] = new() { S = "SHA256" },
        });
    }

    public Task DropAsync()
    {
        IsGone = true;
        return _client.DeleteTableAsync(Name);
    }

    public async ValueTask DisposeAsync()
    {
        await (IsGone ? Task.CompletedTask : _client.DeleteTableAsync(Name));
        _client.Dispose();
        await Kms.DisposeAsync();
    }
}
