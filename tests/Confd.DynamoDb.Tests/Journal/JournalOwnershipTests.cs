using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>A journal belongs to one table: another one neither follows nor writes it.</summary>
public sealed class JournalOwnershipTests : IAsyncLifetime
{
    private readonly string _journal = $"{Guid.NewGuid():N}-shared";
    private TestTable _owner = null!;
    private TestTable _other = null!;
    private DynamoConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _owner = await TestTable.CreateAsync();
        _other = await TestTable.CreateAsync();
        _connection = await DynamoConnection.ConnectAsync(_owner.Options().Connection, Cancellation);
        await JournalOf(_owner).EnableAsync(cancellationToken: Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.Client.DeleteTableAsync(_journal, CancellationToken.None);
        _connection.Dispose();
        await _owner.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task EveryUse_JournalOfAnotherTable_IsRefusedAndChangesNothing()
    {
        var before = await ReadHeadAsync();
        await using var opened = await OpenAsync(_other);
        var journal = JournalOf(_other);
        Func<Task>[] uses =
        [
            () => journal.EnableAsync(TimeSpan.FromDays(1), cancellationToken: Cancellation),
            () => journal.RunAsync(Cancellation),
            () => journal.GetStatusAsync(Cancellation),
            () => journal.CatchUpAsync(Cancellation),
            () => journal.DisableAsync(Cancellation),
            () => journal.TryRecordAuthorAsync(new JournalWriter("test"), [new KeyWrite("/key", "value")], cancellationToken: Cancellation),
            () => opened.OpenWatchAsync(["/app"], Cancellation),
            () => opened.History.FindChangesAsync(new HistoryQuery(), Cancellation),
            () => opened.History.ReadAtAsync("/", HistoryMoment.Now, Cancellation),
        ];
        foreach (var use in uses)
        {
            var refused = await Should.ThrowAsync<DynamoDbException>(use);
            refused.Message.ShouldBe($"the journal {_journal} is that of table {_owner.Name}, not of table {_other.Name}");
            (refused.Failure, refused.Table).ShouldBe((DynamoDbFailure.JournalOfOtherTable, _other.Name));
        }

        (await ReadHeadAsync()).ShouldBe(before);
        (await journal.ExistsAsync(Cancellation)).ShouldBeFalse();
        (await new DynamoTable(_connection.Client, _other.Name).DescribeAsync(Cancellation)).StreamSpecification.ShouldBeNull();
    }

    [Fact]
    public async Task OpenWatch_AnotherTablesJournalHasTheDefaultName_FollowsTheStream()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        var name = JournalOptions.NameFor(table.Name);
        await JournalOf(_owner, name).EnableAsync(cancellationToken: Cancellation);
        try
        {
            await using var opened = await table.OpenAsync();
            await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
            await table.PutAsync("/app/a", "1");
            await watch.WaitForChangeAsync(Cancellation);
            (await JournalOf(table, null).TryRecordAuthorAsync(
                new JournalWriter("test"), [new KeyWrite("/key", "value")], cancellationToken: Cancellation)).ShouldBeFalse();
        }
        finally
        {
            await _connection.Client.DeleteTableAsync(name, CancellationToken.None);
        }
    }

    [Fact]
    public async Task EnableAsync_HeadFromBeforeItNamedItsTable_IsAcceptedAndNamesItThen()
    {
        await ForgetTableAsync(_journal);
        (await JournalOf(_other).GetStatusAsync(Cancellation)).ShouldNotBeNull();

        (await JournalOf(_owner).EnableAsync(cancellationToken: Cancellation)).ShouldBeFalse();

        await Should.ThrowAsync<DynamoDbException>(() => JournalOf(_other).GetStatusAsync(Cancellation));
        (await ReadHeadAsync()).Table.ShouldBe(_owner.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TryCommit_HeadFromBeforeItNamedItsTable_IsNamedIfTheJournalHasTheDefaultName(bool isDefault)
    {
        var name = isDefault ? JournalOptions.NameFor(_owner.Name) : _journal;
        var journal = JournalOf(_owner, name);
        await journal.EnableAsync(cancellationToken: Cancellation);
        await ForgetTableAsync(name);
        var store = new DynamoJournalStore(new DynamoTable(_connection.Client, name), _owner.Name, () => 0);
        for (var entries = 0; entries <= 1; entries++)
        {
            var head = (await store.ReadHeadAsync(Cancellation))! with { Table = "" };
            JournalEntry[] entry = entries == 0 ? [] : [new JournalEntry(1, 0, DateTimeOffset.UnixEpoch, [], IsGap: true)];
            var commit = new JournalCommit(
                head, head.Next(entries, Guid.NewGuid().ToString("N")), entry, [], DateTimeOffset.UnixEpoch);
            (await store.TryCommitAsync(commit, Cancellation)).ShouldBeTrue();
            (await store.ReadHeadAsync(Cancellation))!.Table.ShouldBe(isDefault ? _owner.Name : "");
        }

        if (isDefault)
        {
            await journal.DisableAsync(Cancellation);
        }
    }

    [Theory]
    [InlineData("config", "config")]
    [InlineData("arn:aws:dynamodb:eu-central-1:123456789012:table/config", "config")]
    [InlineData("arn:other", "arn:other")]
    public void NameOf_NameOrArn_IsTheName(string table, string name) => JournalOwnership.NameOf(table).ShouldBe(name);

    private TableJournal JournalOf(TestTable table) => JournalOf(table, _journal);

    private TableJournal JournalOf(TestTable table, string? journal) =>
        new(_connection, table.Name, new DynamoTableOptions { Journal = new JournalOptions { Name = journal } });

    private Task<KeyValueTable> OpenAsync(TestTable table) =>
        KeyValueTable.OpenAsync(table.Name, table.Options() with { Journal = new JournalOptions { Name = _journal } }, Cancellation);

    private async Task<JournalHead> ReadHeadAsync() => (await new DynamoJournalStore(
        new DynamoTable(_connection.Client, _journal), _owner.Name, () => 0).ReadHeadAsync(Cancellation))!;

    private Task ForgetTableAsync(string journal) => _connection.Client.UpdateItemAsync(
        new UpdateItemRequest
        {
            TableName = journal,
            Key = JournalItems.Key(JournalItems.EntryKind(0), JournalItems.HeadPosition),
            UpdateExpression = "REMOVE #t",
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#t"] = "table" },
        },
        Cancellation);
}
