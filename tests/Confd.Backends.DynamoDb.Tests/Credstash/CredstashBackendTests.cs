using System.Text;
using Confd.TestSupport.Faults;

namespace Confd.Backends.DynamoDb.Tests.Credstash;

public sealed class CredstashBackendTests : IAsyncLifetime
{
    private CredstashTable? _table;

    private CredstashTable Table => _table!;

    public async ValueTask InitializeAsync() => _table = await CredstashTable.CreateAsync();

    public ValueTask DisposeAsync() => Table.DisposeAsync();

    [Fact]
    public async Task Read_SeveralVersions_GivesTheNewest()
    {
        for (var version = 1; version <= 11; version++)
        {
            await Table.PutAsync("prod.db", $"secret {version}");
        }

        await using var backend = await Table.Factory.OpenAsync(Table.Section, new BackendContext(), Cancellation);
        var reading = await backend.ReadAsync(["/prod.db"], Cancellation);

        Encoding.UTF8.GetString(reading.Select(["/prod.db"])["/prod.db"].Span).ShouldBe("secret 11");
        reading.IsSecret("/prod.db").ShouldBeTrue();
        reading.MakesFilesPrivate.ShouldBeTrue();
        Table.Kms.Proxy.Count("Decrypt").ShouldBe(1);
    }

    [Fact]
    public async Task Select_OneSecretWasTamperedWith_FailsOnlyItsResourceAndNamesTheKey()
    {
        await Table.PutAsync("a/good", "s3cr3t");
        await Table.PutAsync("b/bad", "s3cr3t", isChanged: true);
        await using var backend = await Table.Factory.OpenAsync(Table.Section, new BackendContext(), Cancellation);

        var reading = await backend.ReadAsync(["/a", "/b"], Cancellation);

        reading.Select(["/a"]).Count.ShouldBe(1);
        Should.Throw<KeyBackendException>(() => reading.Select(["/b"])).Message.ShouldBe(
            $"secret /b/bad of credstash's table {Table.Name} cannot be decrypted: its HMAC does not match: "
            + "it was changed since it was written");
    }

    [Fact]
    public async Task Select_KeyServiceRefuses_ReportsItWithoutValues()
    {
        await Table.PutAsync("a", "s3cr3t");
        Table.Kms.Proxy.Enqueue(Fault.AccessDenied, "Decrypt");
        await using var backend = await Table.Factory.OpenAsync(Table.Section, new BackendContext(), Cancellation);

        var reading = await backend.ReadAsync(["/a"], Cancellation);

        Should.Throw<KeyBackendException>(() => reading.Select(["/a"])).Message.ShouldContain("allow kms:Decrypt");
    }

    [Fact]
    public async Task Read_TimeoutWhileTheKeyServiceFails_ReportsTheFailure()
    {
        for (var number = 0; number < 10; number++)
        {
            await Table.PutAsync($"a{number}", "s3cr3t");
        }

        var context = new BackendContext { Retry = new BackendRetry { BaseDelay = TimeSpan.FromMilliseconds(1) } };
        await using var backend = await Table.Factory.OpenAsync(Table.Section, context, Cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Table.Kms.Proxy.EnqueueResponse(
            "Decrypt",
            async answer =>
            {
                // By then one of the eight that are asked at once has failed before.
                await (Table.Kms.Proxy.Count("Decrypt") > 8 ? end.CancelAsync() : Task.CompletedTask);
                await CannedResponse.Error(500, "InternalFailure", "down")(answer);
            },
            times: 1000);

        (await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/"], end.Token)))
            .Message.ShouldContain("Decrypt: context deadline exceeded; last error");
    }

    [Fact]
    public async Task Open_MalformedContext_ReportsTheExpectedForm()
    {
        var section = new BackendSection(
            "credstash",
            [KeyValuePair.Create<BackendOption, object>(DynamoDb.Credstash.CredstashBackendFactory.Context, (string[])["nonsense"])]);

        (await Should.ThrowAsync<KeyBackendException>(() => Table.Factory.OpenAsync(section, new BackendContext(), Cancellation)))
            .Message.ShouldContain("NAME=VALUE");
    }
}
