using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.History;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>What the history of a table without a journal reports.</summary>
public sealed class FlagHistoryTests : IAsyncLifetime
{
    private FlagTestTable _table = null!;
    private DynamoConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync();
        _connection = await FlagTestTable.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task Read_TableWithoutAJournal_ReportsItWithTheRemedy()
    {
        var failed = await Should.ThrowAsync<FlagStoreException>(
            () => new FlagHistory(_connection, _table.Name).ReadAsync(DataKind.Features, cancellationToken: Cancellation));

        failed.Message.ShouldBe($"table {_table.Name} has no journal: there is no table {_table.Name}-journal");
        var cause = failed.InnerException.ShouldBeOfType<DynamoDbException>();
        (cause.Failure, cause.Remedy, cause.Table).ShouldBe((DynamoDbFailure.TableMissing, DynamoDbRemedy.EnableJournal, _table.Name));
    }

    [Fact]
    public async Task PlanRollback_TableWithoutAJournal_ReportsIt()
    {
        await using var store = new DynamoFlagStore(_connection, _table.Name);
        var seen = await EnvironmentSnapshot.ReadAsync(store, _table.Name, Cancellation);

        var failed = await Should.ThrowAsync<FlagStoreException>(() => new FlagHistory(_connection, _table.Name).PlanRollbackAsync(
            seen, [DataKind.Features], null, HistoryMoment.AfterEntry(1, 1), Cancellation));

        failed.Message.ShouldBe($"table {_table.Name} has no journal: there is no table {_table.Name}-journal");
    }

    [Fact]
    public async Task PlanRollback_NullKind_IsRefused()
    {
        await using var store = new DynamoFlagStore(_connection, _table.Name);
        var seen = await EnvironmentSnapshot.ReadAsync(store, _table.Name, Cancellation);

        (await Should.ThrowAsync<ArgumentException>(() => new FlagHistory(_connection, _table.Name).PlanRollbackAsync(
            seen, [], ["a"], HistoryMoment.AfterEntry(1, 1), Cancellation))).ParamName.ShouldBe("kinds");
    }

    [Fact]
    public async Task Read_TableThatDoesNotExist_NamesIt()
    {
        var failed = await Should.ThrowAsync<FlagStoreException>(
            () => new FlagHistory(_connection, "no-such-table").ReadAsync(DataKind.Features, cancellationToken: Cancellation));

        failed.Message.ShouldStartWith("the flag table no-such-table does not exist");
    }
}
