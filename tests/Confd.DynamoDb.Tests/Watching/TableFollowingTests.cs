using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Watching;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Watching;

/// <summary>How a watcher goes over from the journal to the stream, and back.</summary>
public sealed class TableFollowingTests : IAsyncLifetime
{
    private static readonly JournalSettings Quick = new()
    {
        Interval = TimeSpan.FromMilliseconds(50),
        HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        LeaseTime = TimeSpan.FromMilliseconds(500),
        TakeoverSpread = TimeSpan.FromMilliseconds(50),
        StreamInterval = TimeSpan.FromMilliseconds(50),
        SilenceLimit = TimeSpan.FromSeconds(1),
        RereadSpread = TimeSpan.FromMilliseconds(50),
        ReturnInterval = TimeSpan.FromMilliseconds(300),
        SearchInterval = TimeSpan.FromMilliseconds(200),
        PollInterval = TimeSpan.FromMilliseconds(300),
    };

    private readonly RecordedLog _log = new();
    private TestTable _table = null!;
    private DynamoConnection _direct = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await TestTable.CreateAsync(hasStream: true);
        await _table.PutAsync("/app/first", "0");
        _direct = await DynamoConnection.ConnectAsync(
            _table.Options().Connection with { Endpoint = new Uri(DynamoDbLocal.Endpoint) }, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Journal().DisableAsync(CancellationToken.None);
        _direct.Dispose();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task Watch_JournalNeverWritten_FollowsTheStreamAtOnce()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        await using var table = await OpenAsync();
        await using var watch = (await table.OpenWatchAsync(["/app"], Cancellation))!;
        _log.Count("has never been written").ShouldBe(1);
        await ExpectAsync(table, watch, "/app/a", "by the stream");
        _log.Count("cannot be followed, so the table's stream is").ShouldBe(0);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = Journal().RunAsync(stop.Token);
        await _log.WaitForAsync("Following the journal of table");
        await ExpectAsync(table, watch, "/app/a", "by the journal");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task Watch_JournalHasNoWriterThenOne_SwitchesToTheStreamAndBack()
    {
        await EnableAndLeaveAsync();
        await using var table = await OpenAsync();
        await using var watch = (await table.OpenWatchAsync(["/app"], Cancellation))!;
        await _log.WaitForAsync("cannot be followed, so the table's stream is");
        await ExpectAsync(table, watch, "/app/a", "by the stream");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = Journal().RunAsync(stop.Token);
        await _log.WaitForAsync("Following the journal of table");
        await ExpectAsync(table, watch, "/app/a", "by the journal");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task Watch_SilentJournalAndDeniedStream_PollsTheTableUntilTheJournalIsBack()
    {
        await EnableAndLeaveAsync();
        await using var table = await OpenAsync();
        _table.Proxy.Enqueue(Fault.AccessDenied, "DescribeStream");
        await using var watch = (await table.OpenWatchAsync(["/app"], Cancellation))!;
        await _log.WaitForAsync("cannot be followed either");
        await ExpectAsync(table, watch, "/app/a", "by polling");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = Journal().RunAsync(stop.Token);
        await _log.WaitForAsync("Following the journal of table");
        await ExpectAsync(table, watch, "/app/a", "by the journal");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task Watch_JournalIsCreatedLaterAndDeleted_FollowsItInBetween()
    {
        await using var table = await OpenAsync(mayWrite: true);
        await using var watch = (await table.OpenWatchAsync(["/app"], Cancellation))!;
        await ExpectAsync(table, watch, "/app/a", "by the stream");
        await Journal().EnableAsync(cancellationToken: Cancellation);
        await _log.WaitForAsync("Following the journal of table");
        await ExpectAsync(table, watch, "/app/a", "by the journal");
        await Journal().DisableAsync(Cancellation);
        await _log.WaitForAsync("is gone or may no longer be read, so the table's stream is followed");
        await ExpectAsync(table, watch, "/app/a", "by the stream again");
    }

    [Fact]
    public async Task Watch_WriterOfTheJournalCatchesUp_NoKeyReturnsToAnEarlierValue()
    {
        await EnableAndLeaveAsync();
        await using var writer = await OpenAsync();
        await writer.PutAsync("/app/mode", "maintenance", cancellationToken: Cancellation);
        for (var pass = 0; pass < 25; pass++)
        {
            await writer.WriteAsync(
                [.. Enumerable.Range(0, 100).Select(key => KeyValuePair.Create($"/other/{key}", $"{pass}"))], [],
                cancellationToken: Cancellation);
        }

        await writer.PutAsync("/app/mode", "normal", cancellationToken: Cancellation);
        await using var table = await OpenAsync(mayWrite: true);
        await using var watch = (await table.OpenWatchAsync(["/app"], Cancellation))!;
        var seen = new List<string?> { await ReadModeAsync() };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var watching = WatchAsync(end.Token);
        await Eventually.IsSoAsync(async () => await Journal().CatchUpAsync(Cancellation), Cancellation);
        await _table.PutAsync("/app/mode", "next");
        await watching;

        seen.Distinct().ShouldBe(["normal", "next"]);

        async Task WatchAsync(CancellationToken stop)
        {
            while (seen[^1] != "next")
            {
                await watch.WaitForChangeAsync(stop);
                seen.Add(await ReadModeAsync());
            }
        }

        async Task<string?> ReadModeAsync() => (await table.GetValuesAsync(["/app"], Cancellation)).GetValueOrDefault("/app/mode");
    }

    private async Task ExpectAsync(KeyValueTable table, KeyValueWatch watch, string key, string value)
    {
        await _table.PutAsync(key, value);
        while ((await table.GetValuesAsync(["/app"], Cancellation)).GetValueOrDefault(key) != value)
        {
            await watch.WaitForChangeAsync(Cancellation);
        }
    }

    // As where the one writer has ended.
    private async Task EnableAndLeaveAsync()
    {
        await Journal().EnableAsync(cancellationToken: Cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = Journal().RunAsync(stop.Token);
        await Eventually.IsSoAsync(async () => await Journal().GetStatusAsync(Cancellation) is { IsAlive: true }, Cancellation);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => writing);
    }

    private TableJournal Journal() =>
        new(_direct, _table.Name, new DynamoTableOptions { Journal = new JournalOptions { Settings = Quick } });

    private Task<KeyValueTable> OpenAsync(bool mayWrite = false) => KeyValueTable.OpenAsync(
        _table.Name,
        _table.Options() with { Journal = new JournalOptions { Settings = Quick, MayWrite = mayWrite }, Logger = _log },
        Cancellation);
}
