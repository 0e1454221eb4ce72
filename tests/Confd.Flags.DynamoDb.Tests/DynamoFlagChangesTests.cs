using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.Client;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

public sealed class DynamoFlagChangesTests : IAsyncLifetime
{
    private static readonly FlagClientOptions OnChangesOnly = new() { RefreshInterval = Timeout.InfiniteTimeSpan };

    private FlagTestTable _table = null!;
    private DynamoConnection _connection = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync();
        _connection = await DynamoConnection.ConnectAsync(
            new() { Endpoint = new(DynamoDbLocal.Endpoint), Region = "us-east-1", Credentials = new BasicAWSCredentials("dummy", "dummy") }, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task Client_FlagAddedChangedAndDeleted_HearsOfEachWithoutAnInterval()
    {
        await EnableStreamAsync();
        var store = new DynamoFlagStore(_connection.Client, _table.Name, new() { Prefix = "prod" });
        await using var client = await FlagClient.OpenAsync(store, OnChangesOnly with { Changes = Changes("prod") }, Ct);

        var change = NextChange(client);
        await store.UpsertAsync(DataKind.Features, "a", Some.Flag("a", 1), Ct);
        (await change).FlagKeys.ShouldBe(["a"]);

        change = NextChange(client);
        await store.UpsertAsync(DataKind.Features, "a", Some.Flag("a", 2), Ct);
        (await change).FlagKeys.ShouldBe(["a"]);

        change = NextChange(client);
        await store.DeleteAsync(DataKind.Features, "a", 3, Ct);
        (await change).FlagKeys.ShouldBe(["a"]);
        client.AllFlagsState(Contexts.EvaluationContext.New("u")).Values.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_OtherEnvironmentsAndOtherRows_AreSilent()
    {
        await EnableStreamAsync();
        await using var watch = (await Changes("prod").OpenWatchAsync(Ct)).ShouldNotBeNull();
        await _table.PutAsync("test:features", "a");
        await _table.PutAsync("features", "a");
        await _table.PutAsync("prod:big_segments_user", "hash");
        await using var all = (await Changes("test").OpenWatchAsync(Ct)).ShouldNotBeNull();
        var heard = watch.WaitForChangeAsync(Ct);

        // A reader of the same stream that has heard this gives the first one as long to hear what it should not.
        await _table.PutAsync("test:segments", "last");
        await all.WaitForChangeAsync(Ct);
        heard.IsCompleted.ShouldBeFalse();

        await _table.PutAsync("prod:segments", "s");
        await heard;
    }

    [Fact]
    public async Task OpenWatch_TableWithoutStream_IsNullAndSaysWhatToDo()
    {
        var logger = new RecordingLogger();

        (await Changes(null, logger).OpenWatchAsync(Ct)).ShouldBeNull();

        logger.Warnings.ShouldHaveSingleItem().ShouldContain($"confd table stream enable --table {_table.Name}");
    }

    [Fact]
    public async Task OpenWatch_TableIsMissing_FailsAndNamesIt()
    {
        var changes = new DynamoFlagChanges(_connection, "no-such-table");

        (await Should.ThrowAsync<FlagStoreException>(() => changes.OpenWatchAsync(Ct))).Message.ShouldContain("no-such-table does not exist");
    }

    private static Task<FlagsChangedEventArgs> NextChange(FlagClient client)
    {
        var change = new TaskCompletionSource<FlagsChangedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.FlagsChanged += (_, arguments) => change.TrySetResult(arguments);
        return change.Task.WaitAsync(Ct);
    }

    private Task EnableStreamAsync() => new DynamoTable(_connection.Client, _table.Name).SetStreamAsync(isEnabled: true, Ct);

    private DynamoFlagChanges Changes(string? prefix, RecordingLogger? logger = null) =>
        new(_connection, _table.Name, prefix, logger is null ? null : new DynamoTableOptions { Logger = logger });
}
