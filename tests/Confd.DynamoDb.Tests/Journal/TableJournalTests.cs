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

    public async ValueTask InitializeAsync()
    {
        _table = await TestTable.CreateAsync();
        _connection = await DynamoConnection.ConnectAsync(_table.Options().Connection, Cancellation);
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
        (await Journal().EnableAsync(cancellationToken: Cancellation)).ShouldBeTrue();
        (await Journal().EnableAsync(TimeSpan.FromDays(7), cancellationToken: Cancellation)).ShouldBeFalse();
        var status = (await Journal().GetStatusAsync(Cancellation))!;
        status.Keep.ShouldBe(TimeSpan.FromDays(7));
        (status.Owner, status.IsAlive, status.MaxReaders).ShouldBe(("", false, 6_000));
    }

    [Fact]
    public async Task ExistsAsync_ClockStandsStill_ReturnsAtOnce()
    {
        var journal = new TableJournal(_connection, _table.Name, new DynamoTableOptions { Clock = new FakeTimeProvider() });

        (await journal.ExistsAsync(Cancellation)).ShouldBeFalse();
        await Journal().EnableAsync(cancellationToken: Cancellation);
        (await journal.ExistsAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task DisableAsync_ResponseIsLost_CountsAsDone()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        _table.Proxy.Enqueue(Fault.LostAnswer, "DeleteTable");
        (await Journal().DisableAsync(Cancellation)).ShouldBeTrue();
        (await Journal().DisableAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task EnableAsync_AfterItWasDeleted_IsAnotherJournal()
    {
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => 0);
        await Journal().EnableAsync(cancellationToken: Cancellation);
        var first = await store.ReadHeadAsync(Cancellation);
        await Journal().DisableAsync(Cancellation);
        await Journal().EnableAsync(cancellationToken: Cancellation);
        (await store.ReadHeadAsync(Cancellation))!.Id.ShouldNotBe(first!.Id);
    }

    [Fact]
    public async Task EnableAsync_WithoutOptions_KeepsTheSettingsAndTheWriter()
    {
        await Journal().EnableAsync(TimeSpan.FromDays(7), 3, Cancellation);
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => 0);
        var before = await store.ReadHeadAsync(Cancellation);
        (await Journal().EnableAsync(cancellationToken: Cancellation)).ShouldBeFalse();
        (await store.ReadHeadAsync(Cancellation)).ShouldBe(before);
        (before!.Keep, before.Replicas).ShouldBe((TimeSpan.FromDays(7), 3));
    }

    [Theory]
    [InlineData(-24)]
    [InlineData(0.5)]
    [InlineData(24 * 4_000_000.0)]
    public async Task EnableAsync_KeepOutsideTheBounds_IsRefusedBeforeAnythingIsCreated(double hours)
    {
        var refused = await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => Journal().EnableAsync(TimeSpan.FromHours(hours), cancellationToken: Cancellation));

        refused.ParamName.ShouldBe("keep");
        (await Journal().ExistsAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task EnableAsync_TableThatIsMissing_CreatesNothing()
    {
        var name = DynamoDbLocal.NewTableName();
        var failed = await Should.ThrowAsync<DynamoDbException>(
            () => new TableJournal(_connection, name).EnableAsync(cancellationToken: Cancellation));

        (failed.Failure, failed.Table).ShouldBe((DynamoDbFailure.TableMissing, name));
        var journal = new DynamoTable(_connection.Client, JournalOptions.NameFor(name));
        (await Should.ThrowAsync<DynamoDbException>(() => journal.DescribeAsync(Cancellation))).Failure.ShouldBe(
            DynamoDbFailure.TableMissing);
    }

    [Fact]
    public async Task EnableAsync_MoreReplicas_EachHasAHeadAtOnce()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        await Journal().EnableAsync(replicas: 20, cancellationToken: Cancellation);
        var chance = 0.0;
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => chance);
        (await store.ReadHeadAsync(Cancellation))!.Replicas.ShouldBe(20);
        for (var replica = 0; replica < 20; replica++)
        {
            chance = (replica + 0.5) / 20;
            (await store.ReadAsync(0, isConsistent: false, Cancellation)).Head!.Replicas.ShouldBe(20);
        }
    }

    [Fact]
    public async Task EnableAsync_InterruptedBeforeExpiryWasSet_SetsItTheNextTime()
    {
        await new DynamoTable(_connection.Client, Journal().Name).CreateAsync(
            new TableDefinition { PartitionAttribute = "kind", KeyAttribute = "position" }, Cancellation);
        (await Journal().EnableAsync(cancellationToken: Cancellation)).ShouldBeTrue();
        var ttl = await _connection.Client.DescribeTimeToLiveAsync(
            new DescribeTimeToLiveRequest { TableName = Journal().Name }, Cancellation);
        ttl.TimeToLiveDescription.TimeToLiveStatus.ShouldBe(TimeToLiveStatus.ENABLED);
    }

    [Fact]
    public async Task TryCommit_SentAgain_IsTheSameTransaction()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => 0);
        var head = (await store.ReadHeadAsync(Cancellation))!;
        var next = head.Next(1, Guid.NewGuid().ToString("N"));
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var commit = new JournalCommit(
            head, next, [new JournalEntry(1, 0, at, [Records.Put("/k", "v")], IsGap: false)], [new ShardMark("shard", "1", false)], at);
        (await store.TryCommitAsync(commit, Cancellation)).ShouldBeTrue();
        (await store.TryCommitAsync(commit, Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_MayNotWrite_FailsWithTheReason()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        _table.Proxy.Enqueue(Fault.AccessDenied, "PutItem");
        var denied = await Should.ThrowAsync<DynamoDbException>(() => Journal().RunAsync(Cancellation));
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
        await Journal().EnableAsync(cancellationToken: Cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = new TableJournal(_connection, _table.Name, options).RunAsync(stop.Token);
        await log.WaitForAsync("This process now writes the journal");
        _table.Proxy.Enqueue(Fault.Error, "GetItem", times: 3);

        await log.WaitForAsync("The journal cannot be read; trying again", count: 2);

        while (!await Journal().CatchUpAsync(Cancellation))
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
        await Should.ThrowAsync<DynamoDbException>(() => journal.DisableAsync(Cancellation));
        await other.PutAsync("/still", "there");
    }

    [Fact]
    public async Task Watch_SeveralFollowers_OneReadsTheStreamAndAllSeeEachChange()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();
        await using var third = await OpenAsync(mayWrite: false);
        KeyValueTable[] all = [first, second, third];
        var watches = await Task.WhenAll(all.Select(async table => (await table.OpenWatchAsync(["/app"], Cancellation))!));
        for (var round = 1; round <= 3; round++)
        {
            await ChangeAsync(watches, "/app/name", $"value {round}");
            foreach (var table in all)
            {
                (await table.GetValuesAsync(["/app"], Cancellation))["/app/name"].ShouldBe($"value {round}");
            }
        }
    }

    [Fact]
    public async Task Watch_ItemTooLargeForTheJournal_IsReadAlone()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        await using var table = await OpenAsync();
        var watch = (await table.OpenWatchAsync(["/app"], Cancellation))!;
        await ChangeAsync([watch], "/app/small", "here");
        var large = new string('x', 100_000);
        await ChangeAsync([watch], "/app/large", large);
        (await table.GetValuesAsync(["/app"], Cancellation))["/app/large"].ShouldBe(large);
    }

    [Fact]
    public async Task Watch_WriterLeaves_AnotherContinuesWhereItStopped()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        var writer = await OpenAsync();
        var first = (await writer.OpenWatchAsync(["/app"], Cancellation))!;
        await ChangeAsync([first], "/app/one", "1");
        await using var follower = await OpenAsync();
        var watch = (await follower.OpenWatchAsync(["/app"], Cancellation))!;
        await first.DisposeAsync();
        await writer.DisposeAsync();
        await ChangeAsync([watch], "/app/two", "2");
        (await Journal().GetStatusAsync(Cancellation))!.IsAlive.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetStatus_WriterRenewsItsLease_IsAliveIfItReadsTheStream(bool readsStream)
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, Journal().Name), _table.Name, () => 0);

        var looking = Journal().GetStatusAsync(Cancellation);
        while (!looking.IsCompleted)
        {
            var head = (await store.ReadHeadAsync(Cancellation))!;
            var write = Guid.NewGuid().ToString("N");
            var next = readsStream ? head.Next(0, write) : head.Opening(write);
            await store.TryCommitAsync(new JournalCommit(head, next, [], [], DateTimeOffset.UnixEpoch), Cancellation);
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
            Cancellation);
        try
        {
            await using var opened = await table.OpenAsync();
            await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
            await table.PutAsync("/app/a", "1");
            await watch.WaitForChangeAsync(Cancellation);
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
        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.OpenWatchAsync(["/app"], Cancellation));

        failed.Message.ShouldBe($"table {_table.Name} has no journal: there is no table no-such-journal");
        (failed.Failure, failed.Remedy, failed.Table, failed.Journal).ShouldBe(
            (DynamoDbFailure.TableMissing, DynamoDbRemedy.EnableJournal, _table.Name, "no-such-journal"));
    }

    [Fact]
    public async Task OpenWatch_NamedJournalIsAnotherTable_ReportsThatItIsNotAJournal()
    {
        await using var other = await TestTable.CreateAsync();
        await using var opened = await OpenAsync(journal: other.Name);
        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.OpenWatchAsync(["/app"], Cancellation));

        failed.Message.ShouldBe($"table {_table.Name} has no journal: table {other.Name} holds none");
        (failed.Failure, failed.Remedy).ShouldBe((DynamoDbFailure.InvalidRequest, DynamoDbRemedy.None));
    }

    [Fact]
    public async Task RunAsync_TableWithoutAJournal_NamesTheRemedy()
    {
        var failed = await Should.ThrowAsync<DynamoDbException>(() => Journal().RunAsync(Cancellation));

        failed.Message.ShouldBe($"table {_table.Name} has no journal: there is no table {Journal().Name}");
        (failed.Remedy, failed.Table, failed.Journal).ShouldBe((DynamoDbRemedy.EnableJournal, _table.Name, null));
    }

    // The first change may be written before a writer has begun: then it is part of what is read anew, not of a change. So it is written
    // until it is heard.
    private async Task ChangeAsync(IReadOnlyList<KeyValueWatch> watches, string key, string value)
    {
        await _table.PutAsync(key, value);
        await Task.WhenAll(watches.Select(async watch => await watch.WaitForChangeAsync(Cancellation)));
    }

    private TableJournal Journal() =>
        new(_connection, _table.Name, new DynamoTableOptions { Journal = new JournalOptions { Settings = Quick } });

    private Task<KeyValueTable> OpenAsync(bool mayWrite = true, string? journal = null) => KeyValueTable.OpenAsync(
        _table.Name,
        _table.Options() with { Journal = new JournalOptions { Name = journal, Settings = Quick, MayWrite = mayWrite } },
        Cancellation);
}
