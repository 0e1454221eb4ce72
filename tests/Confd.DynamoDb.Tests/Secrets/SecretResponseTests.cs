using System.Security.Cryptography;
using System.Text;
using Confd.DynamoDb.Secrets;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Secrets;

/// <summary>How KMS's responses are handled: a value is encrypted under a key that can be decrypted again, or not at all.</summary>
public sealed class SecretResponseTests : IAsyncLifetime
{
    private static readonly byte[] DataKey = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    private FaultProxy? _kms;
    private TestTable? _table;

    private FaultProxy Kms => _kms!;

    private TestTable Table => _table!;

    public async ValueTask InitializeAsync()
    {
        _kms = await FaultProxy.StartAsync("http://127.0.0.1:9");
        _table = await TestTable.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Kms.DisposeAsync();
        await Table.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("Zürich 日本 😀 \0 \n")]
    [InlineData("confd-secret:v1:nested")]
    public async Task Seal_Value_IsReadAgain(string value)
    {
        await using var table = await OpenAsync();
        await PutAsync(table, "/app/pw", value);
        Unwraps(DataKey);

        (await table.GetValuesAsync(["/app/pw"], Cancellation))["/app/pw"].ShouldBe(value);
        Kms.Counts.ShouldBe(new Dictionary<string, int> { ["GenerateDataKey"] = 1, ["Decrypt"] = 1 });
    }

    [Fact]
    public async Task Seal_LargestValueThatFits_IsReadAgainAndOneByteMoreIsRefusedBeforeItIsSent()
    {
        await using var table = await OpenAsync();
        var capacity = (400 * 1024) - "key".Length - "value".Length - "/a".Length - SecretText.Prefix.Length;
        var value = new string('v', (capacity / 4 * 3) - 2 - 8 - SecretText.NonceBytes - SecretText.TagBytes);
        await PutAsync(table, "/a", value);
        Unwraps(DataKey);

        (await table.GetValuesAsync(["/a"], Cancellation))["/a"].ShouldBe(value);
        (await Should.ThrowAsync<DynamoDbException>(() => PutAsync(table, "/a", value + "xyz")))
            .Failure.ShouldBe(DynamoDbFailure.ItemTooLarge);
    }

    [Theory]
    [InlineData("""{"CiphertextBlob":"AQID"}""", "an answer without Plaintext")]
    [InlineData("""{"CiphertextBlob":"AQID","Plaintext":"AQID"}""", "the data key of KMS is not of 256 bits")]
    [InlineData("""{"CiphertextBlob":"AQID","Plaintext":"no base64!"}""", "an answer without Plaintext")]
    [InlineData("""{"CiphertextBlob":"","Plaintext":"DATAKEY"}""", "the wrapped data key of KMS is of no length that there is")]
    [InlineData("""{"CiphertextBlob":"no base64!","Plaintext":"DATAKEY"}""", "an answer without CiphertextBlob")]
    [InlineData("""{"CiphertextBlob":"TOOLONG","Plaintext":"DATAKEY"}""", "the wrapped data key of KMS is of no length that there is")]
    public async Task CreateSealer_InvalidResponse_Fails(string answer, string says)
    {
        await using var table = await OpenAsync();
        Kms.EnqueueResponse("GenerateDataKey", CannedResponse.Json(answer
            .Replace("DATAKEY", Convert.ToBase64String(DataKey), StringComparison.Ordinal)
            .Replace("TOOLONG", Convert.ToBase64String(new byte[65_536]), StringComparison.Ordinal)));

        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.CreateSealerAsync("alias/a", Cancellation));

        failed.Message.ShouldStartWith("no data key under alias/a: ");
        failed.Message.ShouldContain(says);
        failed.ToString().ShouldNotContain(Convert.ToBase64String(DataKey));
    }

    [Fact]
    public async Task CreateSealer_ThrottledAndBrokenAtFirst_IsRetried()
    {
        await using var table = await OpenAsync();
        Kms.EnqueueResponse("GenerateDataKey", CannedResponse.Error(400, "ThrottlingException", "slow down"), times: 2);
        Kms.EnqueueResponse("GenerateDataKey", CannedResponse.Json("{}"));

        await PutAsync(table, "/a", "v");

        Kms.Count("GenerateDataKey").ShouldBe(4);
    }

    [Theory]
    [InlineData("""{"Plaintext":"AQID"}""", "the data key of KMS is not of 256 bits")]
    [InlineData("""{"Plaintext":"no base64!"}""", "an answer without Plaintext")]
    public async Task GetValues_InvalidDataKey_FailsOnlyTheSecretsOfThatKey(string answer, string says)
    {
        await using var table = await OpenAsync();
        await PutAsync(table, "/app/pw", "s3cr3t");
        await Table.PutAsync("/web/host", "h");
        Kms.EnqueueResponse("Decrypt", CannedResponse.Json(answer), times: 10);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.GetValuesAsync(["/app"], Cancellation));

        (failed.Failure, failed.Key).ShouldBe((DynamoDbFailure.SecretClosed, "/app/pw"));
        failed.Message.ShouldContain(says);
        (await table.GetValuesAsync(["/web"], Cancellation))["/web/host"].ShouldBe("h");
    }

    [Fact]
    public async Task GetValues_TimeoutWhileTheKeyServiceFails_ReportsTheFailure()
    {
        await using var table = await OpenAsync();
        await PutAsync(table, "/app/pw", "s3cr3t");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Kms.EnqueueResponse(
            "Decrypt",
            async answer =>
            {
                await (Kms.Count("Decrypt") > 1 ? end.CancelAsync() : Task.CompletedTask);
                await CannedResponse.Error(500, "InternalFailure", "down")(answer);
            },
            times: 1000);

        (await Should.ThrowAsync<DynamoDbException>(() => table.GetValuesAsync(["/app"], end.Token)))
            .Message.ShouldContain("Decrypt: context deadline exceeded; last error");
    }

    [Fact]
    public async Task GetValues_WrongDataKey_Fails()
    {
        await using var table = await OpenAsync();
        await PutAsync(table, "/app/pw", "s3cr3t");
        Unwraps([.. DataKey.Reverse()]);

        (await Should.ThrowAsync<DynamoDbException>(() => table.GetValuesAsync(["/app/pw"], Cancellation)))
            .Message.ShouldEndWith("cannot be decrypted: it was written for another key or partition, or changed since");
    }

    [Theory]
    [InlineData("confd-secret:v1:", "its encrypted text is not whole")]
    [InlineData("confd-secret:v1:AAAA", "its encrypted text is not whole")]
    [InlineData("confd-secret:v9:AAAA", "it is encrypted in a form that this version of confd does not know")]
    [InlineData("confd-secret:", "it is encrypted in a form that this version of confd does not know")]
    public async Task OpenSecrets_InvalidText_IsReportedForThatKeyWithoutARequest(string stored, string says)
    {
        await using var table = await OpenAsync();
        await Table.PutAsync("/a", stored);
        await Table.PutAsync("/b", "plain");
        await Table.PutAsync("/c", " " + stored);
        var items = await table.ReadBelowAsync("/", Cancellation);

        var secrets = await table.OpenSecretsAsync(items, keys: null, Cancellation);

        secrets.Keys.ShouldBe(["/a"]);
        (secrets.CanOpen("/a"), secrets.CanOpen("/b"), secrets.Contains("/c")).ShouldBe((false, false, false));
        secrets.Closed[says].ShouldBe(["/a"]);
        Encoding.UTF8.GetString(secrets.Open("/b", "plain"u8.ToArray()).Span).ShouldBe("plain");
        Kms.TotalRequests.ShouldBe(0);
    }

    [Fact]
    public void Sealer_Disposed_EncryptsNothingMoreAndClearsItsKey()
    {
        byte[] plain = [.. DataKey];
        var sealer = new SecretSealer(new SecretPlace("t", null), plain, [1, 2, 3]);
        sealer.Seal("/a", "v").ShouldStartWith(SecretText.Prefix);

        sealer.Dispose();
        sealer.Dispose();

        plain.ShouldAllBe(one => one == 0);
        Should.Throw<ObjectDisposedException>(() => sealer.Seal("/a", "v"));
    }

    [Fact]
    public void Seal_ManyValues_HaveDistinctNoncesAndAreBoundToTheirPlace()
    {
        var place = new SecretPlace("t", "prod");
        using var sealer = new SecretSealer(place, [.. DataKey], [1, 2, 3]);
        var texts = Enumerable.Range(0, 500).Select(_ => SecretText.Parse(Encoding.UTF8.GetBytes(sealer.Seal("/a", "same")))).ToList();

        texts.Select(text => Convert.ToHexString(text.Nonce.Span)).ShouldBeUnique();
        using var cipher = new AesGcm(DataKey, SecretText.TagBytes);
        SecretPlace[] places = [place, place with { Partition = "test" }, place with { Partition = null }, place with { Table = "u" }];
        foreach (var other in places)
        {
            var isGood = other == place;
            var value = new byte[4];
            var open = () => cipher.Decrypt(
                texts[0].Nonce.Span, texts[0].Ciphertext.Span, texts[0].Tag.Span, value, other.AssociatedData("/a"));
            if (isGood)
            {
                open();
                Encoding.UTF8.GetString(value).ShouldBe("same");
            }
            else
            {
                Should.Throw<AuthenticationTagMismatchException>(open);
            }
        }
    }

    private Task<KeyValueTable> OpenAsync() => KeyValueTable.OpenAsync(
        Table.Name, Table.Options() with { Secrets = new SecretOptions { Endpoint = new Uri(Kms.Url) } }, Cancellation);

    private async Task PutAsync(KeyValueTable table, string key, string value)
    {
        Kms.EnqueueResponse(
            "GenerateDataKey",
            CannedResponse.Json($$"""{"CiphertextBlob":"AQIDBAUGBwg=","Plaintext":"{{Convert.ToBase64String(DataKey)}}"}"""));
        using var sealer = await table.CreateSealerAsync("alias/a", Cancellation);
        await table.PutAsync(key, sealer.Seal(key, value), Cancellation);
    }

    private void Unwraps(byte[] dataKey) =>
        Kms.EnqueueResponse("Decrypt", CannedResponse.Json($$"""{"Plaintext":"{{Convert.ToBase64String(dataKey)}}"}"""));
}
