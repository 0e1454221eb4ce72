using Amazon.DynamoDBv2;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.AspNetCore.Http;

namespace Confd.DynamoDb.Tests;

/// <summary>Creating a table whose name another one had a moment ago, and waiting for one that never becomes usable. DynamoDB Local
/// deletes at once: the answers of DynamoDB in between are canned.</summary>
public sealed class TableCreationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private TestTable _source = null!;
    private DynamoConnection _connection = null!;

    private static Func<HttpContext, Task> InUse { get; } =
        CannedResponse.Error(400, "ResourceInUseException", "Table is being deleted: t");

    private static Func<HttpContext, Task> None { get; } =
        CannedResponse.Error(400, "ResourceNotFoundException", "Requested resource not found: Table: t not found");

    private DynamoTableOptions Options => new() { Clock = _clock, Logger = _log, Retry = TestTable.QuickRetry };

    public async ValueTask InitializeAsync()
    {
        _source = await TestTable.CreateAsync();
        _connection = await DynamoConnection.ConnectAsync(_source.Options().Connection, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task CreateAsync_TableOfTheNameIsBeingDeleted_IsCreatedAfterwards()
    {
        var table = NewTable();
        Answer(Status("DELETING"), Status("DELETING"));

        (await AdvancingAsync(table.CreateAsync(new TableDefinition(), Cancellation), seconds: 2)).ShouldBeTrue();

        (await table.DescribeAsync(Cancellation)).TableStatus.ShouldBe(TableStatus.ACTIVE);
        _log.Count($"Table {table.Name} is being deleted; waiting until it can be created again").ShouldBe(1);
        await _connection.Client.DeleteTableAsync(table.Name, Cancellation);
    }

    [Fact]
    public async Task CreateAsync_CreateTableSaysFirstThatItIsBeingDeleted_IsSentAgain()
    {
        var table = NewTable();
        _source.Proxy.EnqueueResponse("CreateTable", InUse);
        Answer(None, Status("DELETING"));

        (await AdvancingAsync(table.CreateAsync(new TableDefinition(), Cancellation), seconds: 2)).ShouldBeTrue();

        (await table.DescribeAsync(Cancellation)).TableStatus.ShouldBe(TableStatus.ACTIVE);
        _source.Proxy.Count("CreateTable").ShouldBe(2);
        await _connection.Client.DeleteTableAsync(table.Name, Cancellation);
    }

    [Theory]
    [InlineData("ARCHIVED", "cannot be used: its status is ARCHIVED")]
    [InlineData("INACCESSIBLE_ENCRYPTION_CREDENTIALS", "cannot be used: its status is INACCESSIBLE_ENCRYPTION_CREDENTIALS")]
    [InlineData("DELETING", "is being deleted")]
    public async Task EnableStreamAsync_TableThatDoesNotBecomeActive_NamesItsStatus(string status, string problem)
    {
        var table = new DynamoTable(_connection.Client, _source.Name, Options);
        Answer(Status("ACTIVE"), Status(status));

        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.EnableStreamAsync(Cancellation));

        failed.Message.ShouldBe($"table {table.Name} {problem}");
        failed.Table.ShouldBe(table.Name);
    }

    [Fact]
    public async Task EnableStreamAsync_TableIsDeletedMeanwhile_Ends()
    {
        var table = new DynamoTable(_connection.Client, _source.Name, Options);
        Answer([Status("ACTIVE"), Status("UPDATING"), .. Enumerable.Repeat(None, 30)]);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => AdvancingAsync(table.EnableStreamAsync(Cancellation), seconds: 30));

        (failed.Failure, failed.Message).ShouldBe((DynamoDbFailure.TableMissing, $"table {table.Name} has been deleted"));
    }

    [Fact]
    public async Task EnableJournalAsync_JournalIsStillBeingDeleted_IsCreatedAnew()
    {
        var journal = new TableJournal(_connection, _source.Name, Options);
        await journal.EnableAsync(cancellationToken: Cancellation);
        await journal.DisableAsync(Cancellation);
        Answer(Status("ACTIVE"), Status("DELETING"));

        (await AdvancingAsync(journal.EnableAsync(cancellationToken: Cancellation), seconds: 1)).ShouldBeTrue();

        (await journal.ExistsAsync(Cancellation)).ShouldBeTrue();
        await journal.DisableAsync(Cancellation);
    }

    [Fact]
    public async Task EnableJournalAsync_TableIsBeingDeleted_CreatesNothing()
    {
        Answer(Status("DELETING"));

        var failed = await Should.ThrowAsync<DynamoDbException>(
            () => new TableJournal(_connection, _source.Name, Options).EnableAsync(cancellationToken: Cancellation));

        (failed.Failure, failed.Message).ShouldBe((DynamoDbFailure.TableMissing, $"table {_source.Name} is being deleted"));
        _source.Proxy.Count("CreateTable").ShouldBe(0);
    }

    private static Func<HttpContext, Task> Status(string status) => CannedResponse.Json(
        $$$"""{"Table":{"TableName":"t","TableStatus":"{{{status}}}"{{{(status == "DELETING" ? "" : Keys)}}}}}""");

    private const string Keys = ""","KeySchema":[{"AttributeName":"key","KeyType":"HASH"}]""";

    private DynamoTable NewTable() => new(_connection.Client, DynamoDbLocal.NewTableName(), Options);

    private void Answer(params IEnumerable<Func<HttpContext, Task>> descriptions)
    {
        foreach (var description in descriptions)
        {
            _source.Proxy.EnqueueResponse("DescribeTable", description);
        }
    }

    private async Task<T> AdvancingAsync<T>(Task<T> running, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            await Task.WhenAny(running, _clock.WaitForTimerWithinAsync(TimeSpan.FromSeconds(1), Cancellation));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        return await running;
    }
}
