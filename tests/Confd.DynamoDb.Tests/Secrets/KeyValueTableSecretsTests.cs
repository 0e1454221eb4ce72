using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Secrets;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Secrets;

/// <summary>Encrypted values in DynamoDB Local, under keys of moto.</summary>
public sealed class KeyValueTableSecretsTests : IAsyncLifetime
{
    private const string Value = "s3cr3t Zürich \n";

    private MotoKms? _kms;
    private TestTable? _table;

    private MotoKms Kms => _kms!;

    private TestTable Table => _table!;

    public async ValueTask InitializeAsync()
    {
        _kms = await MotoKms.StartAsync();
        _table = await TestTable.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Kms.DisposeAsync();
        await Table.DisposeAsync();
    }

    [Fact]
    public async Task GetValues_SealedAndPlain_AreBothAsWritten()
    {
        await using var table = await OpenAsync();
        await PutSealedAsync(table, "/app/pw", Value);
        await Table.PutAsync("/app/host", "h");

        (await table.GetValuesAsync(["/app"], Cancellation)).ShouldBe(
            new Dictionary<string, string> { ["/app/pw"] = Value, ["/app/host"] = "h" }, ignoreOrder: true);
        var stored = Encoding.UTF8.GetString((await table.GetAsync("/app/pw", Cancellation))!.Value.Value.Span);
        stored.ShouldStartWith("confd-secret:v1:");
        stored.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task Seal_OneValueTwice_GivesTwoTexts()
    {
        await using var table = await OpenAsync();
        using var sealer = await table.CreateSealerAsync(Kms.Alias, Cancellation);

        sealer.Seal("/a", Value).ShouldNotBe(sealer.Seal("/a", Value));
    }

    [Fact]
    public async Task GetValues_ThousandSecretsOfTwoSessions_CostTwoRequests()
    {
        await using var table = await OpenAsync();
        foreach (var half in new[] { "a", "b" })
        {
            using var sealer = await table.CreateSealerAsync(Kms.Alias, Cancellation);
            var puts = Enumerable.Range(0, 500).Select(number => $"/{half}/{number}")
                .Select(key => KeyValuePair.Create(key, sealer.Seal(key, "value of " + key))).ToList();
            await table.WriteAsync(puts, [], cancellationToken: Cancellation);
        }

        var values = await table.GetValuesAsync(["/"], Cancellation);

        values.Count.ShouldBe(1000);
        values.ShouldAllBe(pair => pair.Value == "value of " + pair.Key);
        Kms.Proxy.Count("GenerateDataKey").ShouldBe(2);
        Kms.Proxy.Count("Decrypt").ShouldBe(2);
    }

    [Fact]
    public async Task GetValues_NothingIsEncrypted_SendsNothingToTheKeyService()
    {
        await Table.PutAsync("/a", "1");
        await using var table = await OpenAsync();

        await table.GetValuesAsync(["/"], Cancellation);

        Kms.Proxy.TotalRequests.ShouldBe(0);
    }

    [Fact]
    public async Task GetValues_SecretMovedToAnotherKey_FailsAndNamesTheKey()
    {
        await using var table = await OpenAsync();
        await PutSealedAsync(table, "/app/admin", Value);
        await Table.PutRawAsync("/app/user", new AttributeValue { S = await StoredAsync(table, "/app/admin") });

        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.GetValuesAsync(["/app/user"], Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.SecretClosed);
        failed.Key.ShouldBe("/app/user");
        failed.Message.ShouldBe(
            $"key /app/user of table {Table.Name} cannot be decrypted: it was written for another key or partition, or changed since");
    }

    [Fact]
    public async Task GetValues_SecretMovedToAnotherTable_Fails()
    {
        await using var table = await OpenAsync();
        await PutSealedAsync(table, "/app/pw", Value);
        await using var other = await TestTable.CreateAsync();
        await other.PutRawAsync("/app/pw", new AttributeValue { S = await StoredAsync(table, "/app/pw") });
        await using var otherTable = await KeyValueTable.OpenAsync(
            other.Name, other.Options() with { Secrets = new() { Endpoint = Kms.Url } }, Cancellation);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => otherTable.GetValuesAsync(["/app/pw"], Cancellation));

        failed.Message.ShouldContain("written for another table, or changed since");
    }

    [Fact]
    public async Task GetValues_OneByteChanged_Fails()
    {
        await using var table = await OpenAsync();
        await PutSealedAsync(table, "/app/pw", Value);
        var bytes = Convert.FromBase64String((await StoredAsync(table, "/app/pw"))[SecretText.Prefix.Length..]);
        bytes[^20] ^= 1;
        await Table.PutRawAsync("/app/pw", new AttributeValue { S = SecretText.Prefix + Convert.ToBase64String(bytes) });

        (await Should.ThrowAsync<DynamoDbException>(() => table.GetValuesAsync(["/app/pw"], Cancellation)))
            .Failure.ShouldBe(DynamoDbFailure.SecretClosed);
    }

    [Fact]
    public async Task GetValues_KeyServiceRefuses_NamesTheKeyAndThePermissionAndNoValue()
    {
        await using var table = await OpenAsync();
        await PutSealedAsync(table, "/app/pw", Value);
        await Table.PutAsync("/web/host", "h");
        Kms.Proxy.Enqueue(Fault.AccessDenied, "Decrypt", times: 10);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.GetValuesAsync(["/app"], Cancellation));

        failed.Message.ShouldStartWith(
            $"key /app/pw of table {Table.Name} cannot be decrypted: operation error KMS: Decrypt: AccessDeniedException");
        failed.Message.ShouldContain("allow kms:Decrypt");
        failed.ToString().ShouldNotContain("s3cr3t");
        (await table.GetValuesAsync(["/web"], Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ReplaceSecret_ValueChangedMeanwhile_IsNotReplaced()
    {
        await using var table = await OpenAsync();
        await PutSealedAsync(table, "/a", "old");
        var items = await table.ReadBelowAsync("/", Cancellation);
        var secrets = await table.OpenSecretsAsync(items, keys: null, Cancellation);
        items.TryGet("/a", out var item).ShouldBeTrue();
        using var sealer = await table.CreateSealerAsync(Kms.Alias, Cancellation);

        await PutSealedAsync(table, "/a", "new");

        (await table.ReplaceSecretAsync(item, secrets, sealer, Cancellation)).ShouldBeFalse();
        (await table.GetValuesAsync(["/a"], Cancellation))["/a"].ShouldBe("new");
    }

    [Fact]
    public async Task ReplaceSecret_ResponseIsLost_CountsAsDone()
    {
        await using var table = await OpenAsync();
        await PutSealedAsync(table, "/a", "old");
        var items = await table.ReadBelowAsync("/", Cancellation);
        var secrets = await table.OpenSecretsAsync(items, keys: null, Cancellation);
        items.TryGet("/a", out var item).ShouldBeTrue();
        using var sealer = await table.CreateSealerAsync(Kms.Alias, Cancellation);
        Table.Proxy.Enqueue(Fault.LostAnswer, "UpdateItem");

        (await table.ReplaceSecretAsync(item, secrets, sealer, Cancellation)).ShouldBeTrue();
        (await table.GetValuesAsync(["/a"], Cancellation))["/a"].ShouldBe("old");
    }

    [Fact]
    public async Task CreateSealer_NoSuchKey_NamesIt()
    {
        await using var table = await OpenAsync();

        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.CreateSealerAsync("alias/absent", Cancellation));

        failed.Message.ShouldStartWith("no data key under alias/absent: operation error KMS: GenerateDataKey: NotFoundException");
    }

    private static async Task<string> StoredAsync(KeyValueTable table, string key) =>
        Encoding.UTF8.GetString((await table.GetAsync(key, Cancellation))!.Value.Value.Span);

    private Task<KeyValueTable> OpenAsync() =>
        KeyValueTable.OpenAsync(Table.Name, Table.Options() with { Secrets = new SecretOptions { Endpoint = Kms.Url } }, Cancellation);

    private async Task PutSealedAsync(KeyValueTable table, string key, string value)
    {
        using var sealer = await table.CreateSealerAsync(Kms.Alias, Cancellation);
        await table.PutAsync(key, sealer.Seal(key, value), Cancellation);
    }
}
