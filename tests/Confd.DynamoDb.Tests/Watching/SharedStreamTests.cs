using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;
using Confd.DynamoDb.Watching;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Watching;

/// <summary>Watches of one table and connection, which share a reader of its stream.</summary>
public sealed class SharedStreamTests : IAsyncLifetime
{
    private readonly DynamoConnections _connections = new();
    private TestTable _table = null!;
    private DynamoConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await TestTable.CreateAsync(hasStream: true);
        _connection = await _connections.ConnectAsync(_table.Options().Connection, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _connections.Dispose();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task Connect_EqualOptions_IsTheSameConnection()
    {
        var options = _table.Options().Connection;

        (await _connections.ConnectAsync(options with { Region = "us-east-1" }, Cancellation)).ShouldBeSameAs(_connection);
        (await _connections.ConnectAsync(options with { Region = "eu-central-1" }, Cancellation)).ShouldNotBeSameAs(_connection);
    }

    [Fact]
    public async Task Watches_OfOneTable_ShareOneReader()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();

        await _table.PutAsync("a", "1");

        if (await ShouldReceiveAsync(one, "a") & await ShouldReceiveAsync(two, "a"))
        {
            _table.Proxy.Count("GetShardIterator").ShouldBe(1);
        }
    }

    [Fact]
    public async Task Watches_OneIsClosed_OtherContinuesAndTheLastEndsTheReader()
    {
        var one = await OpenAsync();
        var two = await OpenAsync();

        await one.DisposeAsync();
        await _table.PutAsync("a", "1");
        await ShouldReceiveAsync(two, "a");
        await two.DisposeAsync();

        _table.Proxy.ResetCounts();
        await using var three = await OpenAsync();
        await _table.PutAsync("b", "1");
        if (await ShouldReceiveAsync(three, "b"))
        {
            _table.Proxy.Count("GetShardIterator").ShouldBe(1);
        }
    }

    [Fact]
    public async Task Watches_StreamIsDenied_AllFailAndTheNextOpensAnother()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        _table.Proxy.Enqueue(Fault.AccessDenied, "GetRecords");

        (await Should.ThrowAsync<DynamoDbException>(() => one.WaitForChangeAsync(Cancellation))).Failure.ShouldBe(
            DynamoDbFailure.AccessDenied);
        (await Should.ThrowAsync<DynamoDbException>(() => two.WaitForChangeAsync(Cancellation))).Failure.ShouldBe(
            DynamoDbFailure.AccessDenied);

        await using var three = await OpenAsync();
        await _table.PutAsync("a", "1");
        await ShouldReceiveAsync(three, "a");
    }

    [Fact]
    public async Task Watches_OtherRetryOptions_HaveSeparateReaders()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync(new() { Retry = TestTable.QuickRetry with { MaxAttempts = 3 } });

        await _table.PutAsync("a", "1");

        if (await ShouldReceiveAsync(one, "a") & await ShouldReceiveAsync(two, "a"))
        {
            _table.Proxy.Count("GetShardIterator").ShouldBe(2);
        }
    }

    [Fact]
    public async Task Health_SharedReader_IsThatOfAllWatches()
    {
        var health = new List<RequestHealth> { new(), new() };
        using var changed = new SemaphoreSlim(0);
        health.ForEach(each => each.Changed += (_, _) => changed.Release());
        await using var one = await OpenAsync(new() { RequestHealth = health[0] });
        await using var two = await OpenAsync(new() { RequestHealth = health[1] });
        await _table.PutAsync("a", "1");
        await ShouldReceiveAsync(one, "a");

        _table.Proxy.Rates = new FaultRates { Errors = 1 };
        await changed.WaitAsync(Cancellation);
        await changed.WaitAsync(Cancellation);
        health.ShouldAllBe(each => each.Failure != null);

        // What fails as one leaves is not forgotten before something answers.
        await two.DisposeAsync();
        health[1].Failure.ShouldNotBeNull();

        _table.Proxy.Rates = new FaultRates();
        await changed.WaitAsync(Cancellation);
        health[0].Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Listener_LeavesWhenItIsCalled_TheOthersGetTheChange()
    {
        var table = (await _connection.Client.DescribeTableAsync(_table.Name, Cancellation)).Table;
        var stream = (await SharedStream.OpenAsync(_connection, table, new(), Cancellation)).ShouldNotBeNull();
        await using var one = stream.TryJoin(new()).ShouldNotBeNull();
        await using var two = stream.TryJoin(new()).ShouldNotBeNull();
        var received = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        one.Start(new Listener(failure => _ = one.DisposeAsync().AsTask()));
        two.Start(new Listener(failure => received.TrySetResult(failure)));

        await _table.PutAsync("a", "1");

        (await received.Task.WaitAsync(Cancellation)).ShouldBeNull();
    }

    private async Task<TableWatch> OpenAsync(DynamoTableOptions? options = null) =>
        (await TableWatch.OpenAsync(_connection, _table.Name, options: options, cancellationToken: Cancellation)).ShouldNotBeNull();

    // False: the emulator has lost the position, as it does now and then, so that anything may have changed.
    private static async Task<bool> ShouldReceiveAsync(TableWatch watch, string key)
    {
        var changes = await watch.WaitForChangeAsync(Cancellation);
        if (changes.IsComplete)
        {
            changes.Items.ShouldContain(item => item.Partition == key);
        }

        return changes.IsComplete;
    }

    // Called with null for anything but a failure of the stream.
    private sealed class Listener(Action<Exception?> called) : IChangeListener
    {
        public void OnRecords(IReadOnlyList<StreamRecord> records) => called(null);

        public void OnRounds(long rounds)
        {
        }

        public void OnGap() => called(null);

        public void OnFailed(Exception failure) => called(failure);
    }
}
