using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Watching;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>The journal on a real table with a real stream.</summary>
public sealed class TableJournalTests : IAsyncLifetime
{
    private static readonly JournalSettings Quick = new()
    {
        Interval = TimeSpan.FromMilliseconds(100),
        HeartbeatInterval = TimeSpan.FromMilliseconds(200),
        LeaseTime = TimeSpan.FromSeconds(1),
        TakeoverSpread = TimeSpan.FromMilliseconds(200),
        StreamInterval = TimeSpan.FromMilliseconds(100),
        RereadSpread = TimeSpan.FromMilliseconds(100),
    };

    private TestTable _table = null!;
    private DynamoConnection _connection = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _table = await TestTable.CreateAsync();
        _connection = await DynamoConnection.ConnectAsync(_table.Options().Connection, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Journal().DisableAsync(CancellationToken.None);
        _connection.Dispose();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task EnableAsync_Twice_KeepsTheEntriesAndChangesTheSettings()
    {
        (await Journal().EnableAsync(cancellationToken: Token)).ShouldBeTrue();
        (await Journal().EnableAsync(TimeSpan.FromDays(7), cancellationToken: Token)).ShouldBeFalse();
        var status = (await Journal().GetStatusAsync(Token))!;
        status.Keep.ShouldBe(TimeSpan.FromDays(7));
        (status.Owner, status.IsAlive, status.MaxReaders).ShouldBe(("", false, 6_000));
    }

    [Fact]
    public async Task ExistsAsync_ClockStandsStill_ReturnsAtOnce()
    {
        var journal = new TableJournal(_connection, _table.Name, new DynamoTableOptions { Clock = new FakeTimeProvider() });

        (await journal.ExistsAsync(Token)).ShouldBeFalse();
        await Journal().EnableAsync(cancellationToken: Token);
        (await journal.ExistsAsync(Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task DisableAsync_ResponseIsLost_CountsAsDone()
    {
        await Journal().EnableAsync(cancellationToken: Token);
        _table.Proxy.Enqueue(Fault.LostAnswer, "DeleteTable");
        (await Journal().DisableAsync(Token)).ShouldBeTrue();
        (await Journal().DisableAsync(Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task EnableAsync_AfterItWasDeleted_IsAnotherJournal()
    {
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => 0);
        await Journal().EnableAsync(cancellationToken: Token);
        var first = await store.ReadHeadAsync(Token);
        await Journal().DisableAsync(Token);
        await Journal().EnableAsync(cancellationToken: Token);
        (await store.ReadHeadAsync(Token))!.Id.ShouldNotBe(first!.Id);
    }

    [Fact]
    public async Task EnableAsync_WithoutOptions_KeepsTheSettingsAndTheWriter()
    {
        await Journal().EnableAsync(TimeSpan.FromDays(7), 3, Token);
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => 0);
        var before = await store.ReadHeadAsync(Token);
        (await Journal().EnableAsync(cancellationToken: Token)).ShouldBeFalse();
        (await store.ReadHeadAsync(Token)).ShouldBe(before);
        (before!.Keep, before.Replicas).ShouldBe((TimeSpan.FromDays(7), 3));
    }

    [Theory]
    [InlineData(-24)]
    [InlineData(0.5)]
    [InlineData(24 * 4_000_000.0)]
    public async Task EnableAsync_KeepOutsideTheBounds_IsRefusedBeforeAnythingIsCreated(double hours)
    {
        var refused = await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => Journal().EnableAsync(TimeSpan.FromHours(hours), cancellationToken: Token));

        refused.ParamName.ShouldBe("keep");
        (await Journal().ExistsAsync(Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task EnableAsync_TableThatIsMissing_CreatesNothing()
    {
        var name = DynamoDbLocal.NewTableName();
        var failed = await Should.ThrowAsync<DynamoDbException>(
            () => new TableJournal(_connection, name).EnableAsync(cancellationToken: Token));

        (failed.Failure, failed.Table).ShouldBe((DynamoDbFailure.TableMissing, name));
        var journal = new DynamoTable(_connection.Client, JournalOptions.NameFor(name));
        (await Should.ThrowAsync<DynamoDbException>(() => journal.DescribeAsync(Token))).Failure.ShouldBe(DynamoDbFailure.TableMissing);
    }

    [Fact]
    public async Task EnableAsync_MoreReplicas_EachHasAHeadAtOnce()
    {
        await Journal().EnableAsync(cancellationToken: Token);
        await Journal().EnableAsync(replicas: 20, cancellationToken: Token);
        var chance = 0.0;
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => chance);
        (await store.ReadHeadAsync(Token))!.Replicas.ShouldBe(20);
        for (var replica = 0; replica < 20; replica++)
        {
            chance = (replica + 0.5) / 20;
            (await store.ReadAsync(0, isConsistent: false, Token)).Head!.Replicas.ShouldBe(20);
        }
    }

    [Fact]
    public async Task EnableAsync_InterruptedBeforeExpiryWasSet_SetsItTheNextTime()
    {
        await new DynamoTable(_connection.Client, Journal().Name).CreateAsync(
            new TableDefinition { PartitionAttribute = "kind", KeyAttribute = "position" }, Token);
        (await Journal().EnableAsync(cancellationToken: Token)).ShouldBeTrue();
        var ttl = await _connection.Client.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = Journal().Name }, Token);
        ttl.TimeToLiveDescription.TimeToLiveStatus.ShouldBe(TimeToLiveStatus.ENABLED);
    }

    [Fact]
    public async Task TryCommit_SentAgain_IsTheSameTransaction()
    {
        await Journal().EnableAsync(cancellationToken: Token);
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => 0);
        var head = (await store.ReadHeadAsync(Token))!;
        var next = head.Next(1, Guid.NewGuid().ToString("N"));
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var commit = new JournalCommit(
            head, next, [new JournalEntry(1, 0, at, [Records.Put("/k", "v")], IsGap: false)], [new ShardMark("shard", "1", false)], at);
        (await store.TryCommitAsync(commit, Token)).ShouldBeTrue();
        (await store.TryCommitAsync(commit, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_MayNotWrite_FailsWithTheReason()
    {
        await Journal().EnableAsync(cancellationToken: Token);
        _table.Proxy.Enqueue(Fault.AccessDenied, "PutItem");
        var denied = await Should.ThrowAsync<DynamoDbException>(() => Journal().RunAsync(Token));
        denied.Failure.ShouldBe(DynamoDbFailure.AccessDenied);
        denied.Message.ShouldContain("PutItem");
    }

    [Fact]
    public async Task RunAsync_DynamoDbIsUnavailableForAWhile_KeepsRunningAndWritesAgain()
    {
        var log = new RecordedLog();
        var options = new DynamoTableOptions
        {
            Journal = new JournalOptions { Settings = Quick },
            Retry = new DynamoRetryOptions { MaxAttempts = 1 },
            Logger = log,
        };
        await Journal().EnableAsync(cancellationToken: Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = new TableJournal(_connection, _table.Name, options).RunAsync(stop.Token);
        await log.WaitForAsync("Writing the journal from now on");
        _table.Proxy.Enqueue(Fault.Error, "GetItem", times: 3);

        await log.WaitForAsync("The journal cannot be looked at; trying again", count: 2);

        while (!await Journal().CatchUpAsync(Token))
        {
            // If the machine was suspended, its lease has expired and it starts again.
        }

        running.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task DisableAsync_TableWithoutAJournal_IsNotDeleted()
    {
        await using var other = await TestTable.CreateAsync();
        var journal = new TableJournal(
            _connection, _table.Name, new DynamoTableOptions { Journal = new JournalOptions { Name = other.Name } });
        await Should.ThrowAsync<DynamoDbException>(() => journal.DisableAsync(Token));
        await other.PutAsync("/still", "there");
    }

    [Fact]
    public async Task Watch_SeveralFollowers_OneReadsTheStreamAndAllSeeEachChange()
    {
        await Journal().EnableAsync(cancellationToken: Token);
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();
        await using var third = await OpenAsync(mayWrite: false);
        KeyValueTable[] all = [first, second, third];
        var watches = await Task.WhenAll(all.Select(async table => (await table.OpenWatchAsync(["/app"], Token))!));
        for (var round = 1; round <= 3; round++)
        {
            await ChangeAsync(watches, "/app/name", $"value {round}");
            foreach (var table in all)
            {
                (await table.GetValuesAsync(["/app"], Token))["/app/name"].ShouldBe($"value {round}");
            }
        }
    }

    [Fact]
    public async Task Watch_ItemTooLargeForTheJournal_IsReadAlone()
    {
        await Journal().EnableAsync(cancellationToken: Token);
        await using var table = await OpenAsync();
        var watch = (await table.OpenWatchAsync(["/app"], Token))!;
        await ChangeAsync([watch], "/app/small", "here");
        var large = new string('x', 100_000);
        await ChangeAsync([watch], "/app/large", large);
        (await table.GetValuesAsync(["/app"], Token))["/app/large"].ShouldBe(large);
    }

    [Fact]
    public async Task Watch_WriterLeaves_AnotherContinuesWhereItStopped()
    {
        await Journal().EnableAsync(cancellationToken: Token);
        var writer = await OpenAsync();
        var first = (await writer.OpenWatchAsync(["/app"], Token))!;
        await ChangeAsync([first], "/app/one", "1");
        await using var follower = await OpenAsync();
        var watch = (await follower.OpenWatchAsync(["/app"], Token))!;
        await first.DisposeAsync();
        await writer.DisposeAsync();
        await ChangeAsync([watch], "/app/two", "2");
        (await Journal().GetStatusAsync(Token))!.IsAlive.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetStatus_WriterRenewsItsLease_IsAliveIfItReadsTheStream(bool readsStream)
    {
        await Journal().EnableAsync(cancellationToken: Token);
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => 0);

        var looking = Journal().GetStatusAsync(Token);
        while (!looking.IsCompleted)
        {
            var head = (await store.ReadHeadAsync(Token))!;
            var write = Guid.NewGuid().ToString("N");
            var next = readsStream ? head.Next(0, write) : head.Opening(write);
            await store.TryCommitAsync(new JournalCommit(head, next, [], [], DateTimeOffset.UnixEpoch), Token);
        }

        (await looking)!.IsAlive.ShouldBe(readsStream);
    }

    [Fact]
    public async Task OpenWatch_UnrelatedTableHasTheJournalsName_FollowsTheStream()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        var foreign = JournalOptions.NameFor(table.Name);
        await _connection.Client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = foreign,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new AttributeDefinition("id", ScalarAttributeType.N)],
                KeySchema = [new KeySchemaElement("id", KeyType.HASH)],
            },
            Token);
        try
        {
            await using var opened = await table.OpenAsync();
            await using var watch = (await opened.OpenWatchAsync(["/app"], Token)).ShouldNotBeNull();
            await table.PutAsync("/app/a", "1");
            await watch.WaitForChangeAsync(Token);
        }
        finally
        {
            await _connection.Client.DeleteTableAsync(foreign, CancellationToken.None);
        }
    }

    [Fact]
    public async Task OpenWatch_NamedJournalIsMissing_ReportsThatItIsTheJournal()
    {
        await using var opened = await OpenAsync(journal: "no-such-journal");
        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.OpenWatchAsync(["/app"], Token));

        failed.Message.ShouldBe($"table {_table.Name} has no journal: there is no table no-such-journal");
        (failed.Failure, failed.Remedy, failed.Table, failed.Journal).ShouldBe(
            (DynamoDbFailure.TableMissing, DynamoDbRemedy.EnableJournal, _table.Name, "no-such-journal"));
    }

    [Fact]
    public async Task OpenWatch_NamedJournalIsAnotherTable_ReportsThatItIsNotAJournal()
    {
        await using var other = await TestTable.CreateAsync();
        await using var opened = await OpenAsync(journal: other.Name);
        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.OpenWatchAsync(["/app"], Token));

        failed.Message.ShouldBe($"table {_table.Name} has no journal: table {other.Name} holds none");
        (failed.Failure, failed.Remedy).ShouldBe((DynamoDbFailure.InvalidRequest, DynamoDbRemedy.None));
    }

    [Fact]
    public async Task RunAsync_TableWithoutAJournal_NamesTheRemedy()
    {
        var failed = await Should.ThrowAsync<DynamoDbException>(() => Journal().RunAsync(Token));

        failed.Message.ShouldBe($"table {_table.Name} has no journal: there is no table {Journal().Name}");
        (failed.Remedy, failed.Table, failed.Journal).ShouldBe((DynamoDbRemedy.EnableJournal, _table.Name, null));
    }

    // The first change may be written before a writer has begun: then it is part of what is read anew, not of a change. So it is written
    // until it is heard.
    private async Task ChangeAsync(IReadOnlyList<KeyValueWatch> watches, string key, string value)
    {
        await _table.PutAsync(key, value);
        await Task.WhenAll(watches.Select(async watch => await watch.WaitForChangeAsync(Token)));
    }

    private TableJournal Journal() =>
        new(_connection, _table.Name, new DynamoTableOptions { Journal = new JournalOptions { Settings = Quick } });

    private Task<KeyValueTable> OpenAsync(bool mayWrite = true, string? journal = null) => KeyValueTable.OpenAsync(
        _table.Name,
        _table.Options() with { Journal = new JournalOptions { Name = journal, Settings = Quick, MayWrite = mayWrite } },
        Token);
}
