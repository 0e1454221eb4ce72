using System.Text;
using Confd.Flags.Client;
using Confd.Flags.Service.Environments;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests.Environments;

public sealed class OnDemandRefreshTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly GatedStore _store = new();
    private readonly RecordedLog _log = new();
    private readonly FlagClient _client;
    private readonly OnDemandRefresh _catchUp;
    private int _ids;

    public OnDemandRefreshTests()
    {
        _client = new FlagClient(_store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });
        _catchUp = new OnDemandRefresh(_client, () => { }, _log, _clock);
    }

    public ValueTask DisposeAsync()
    {
        _store.Gate.TrySetResult();
        return _client.DisposeAsync();
    }

    [Fact]
    public async Task WaitFor_KnownState_ReadsNothing()
    {
        _catchUp.Add("5ee05ee05ee05ee0");
        var readings = await OpenAsync();

        await _catchUp.WaitForAsync("5ee05ee05ee05ee0", Cancellation);

        _store.Readings.ShouldBe(readings);
    }

    [Fact]
    public async Task WaitFor_UnknownStates_ShareOneRead()
    {
        var readings = await OpenAsync();
        var gate = _store.Close();

        string[] states = ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "aaaaaaaaaaaaaaaa"];
        var waits = states.Select(state => _catchUp.WaitForAsync(state, Cancellation)).ToList();
        waits.ShouldAllBe(wait => !wait.IsCompleted);
        gate.SetResult();
        await Task.WhenAll(waits);

        _store.Readings.ShouldBe(readings + 1);
    }

    [Fact]
    public async Task WaitFor_StatesNeverFound_BacksOff()
    {
        var readings = await OpenAsync();

        await _catchUp.WaitForAsync(NewId(), Cancellation);
        readings++;
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            await WaitWithoutAReadAsync();
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await _catchUp.WaitForAsync(NewId(), Cancellation);
            _store.Readings.ShouldBe(++readings);
        }
    }

    [Fact]
    public async Task WaitFor_StateFoundByARead_ReadsAtOnceNextTimeToo()
    {
        var readings = await OpenAsync();
        await _catchUp.WaitForAsync(NewId(), Cancellation);
        await MissAsync(seconds: 1);
        await MissAsync(seconds: 2);

        _clock.Advance(TimeSpan.FromSeconds(4));
        var next = NewId();
        var gate = _store.Close();
        var waits = new[] { _catchUp.WaitForAsync(next, Cancellation), _catchUp.WaitForAsync(NewId(), Cancellation) };
        _catchUp.Add(next);
        gate.SetResult();
        await Task.WhenAll(waits);
        await MissAsync(seconds: 1);

        _store.Readings.ShouldBe(readings + 5);
    }

    [Fact]
    public async Task WaitFor_BetweenReads_WaitsForTheStateToArrive()
    {
        var readings = await OpenAsync();
        await _catchUp.WaitForAsync(NewId(), Cancellation);
        var id = NewId();

        var wait = _catchUp.WaitForAsync(id, Cancellation);
        _catchUp.Add(NewId());
        wait.IsCompleted.ShouldBeFalse();
        _catchUp.Add(id);

        await wait;
        _store.Readings.ShouldBe(readings + 1);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("somebody-elses--")]
    [InlineData("ABCDEFABCDEFABCD")]
    [InlineData("aaaaaaaaaaaaaaaaa")]
    public async Task WaitFor_InvalidState_ReadsNothing(string text)
    {
        var readings = await OpenAsync();

        await _catchUp.WaitForAsync(text, Cancellation);

        _store.Readings.ShouldBe(readings);
    }

    [Fact]
    public async Task WaitFor_SlowRead_ContinuesWithoutIt()
    {
        await OpenAsync();
        _store.Close();

        var wait = _catchUp.WaitForAsync("aaaaaaaaaaaaaaaa", Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(2));

        await wait;
    }

    [Fact]
    public async Task WaitFor_UnreadableStore_DoesNotFailTheRequest()
    {
        await OpenAsync();
        _store.Failure = new FlagStoreException("no");

        await _catchUp.WaitForAsync("aaaaaaaaaaaaaaaa", Cancellation);

        _log.Lines.ShouldBeEmpty("the client tells of it");
    }

    [Fact]
    public async Task WaitFor_StoreThrowsUnexpectedException_IsReportedAndBacksOff()
    {
        var readings = await OpenAsync();
        _store.Failure = new InvalidOperationException("broken");

        await _catchUp.WaitForAsync(NewId(), Cancellation);
        await _log.WaitForAsync("Error An additional read of the flags failed");
        await WaitWithoutAReadAsync();

        _store.Readings.ShouldBe(readings + 1);
    }

    [Fact]
    public async Task WaitFor_ClientDisconnects_IsCancelled()
    {
        await OpenAsync();
        _store.Close();
        using var left = new CancellationTokenSource();

        var wait = _catchUp.WaitForAsync("aaaaaaaaaaaaaaaa", left.Token);
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Add_MoreThanTheLimit_EvictsTheOldest()
    {
        var readings = await OpenAsync();
        for (var number = 0; number < 65; number++)
        {
            _catchUp.Add($"{number:x16}");
        }

        await _catchUp.WaitForAsync($"{1:x16}", Cancellation);
        _store.Readings.ShouldBe(readings);
        await _catchUp.WaitForAsync($"{0:x16}", Cancellation);
        _store.Readings.ShouldBe(readings + 1);
    }

    private string NewId() => $"{++_ids + 0xc0ffee:x16}";

    private async Task WaitWithoutAReadAsync()
    {
        var readings = _store.Readings;
        using var left = new CancellationTokenSource();
        var wait = _catchUp.WaitForAsync(NewId(), left.Token);
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        _store.Readings.ShouldBe(readings);
    }

    private async Task MissAsync(int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await _catchUp.WaitForAsync(NewId(), Cancellation);
    }

    private async Task<int> OpenAsync()
    {
        await _client.RefreshAsync();
        return _store.Readings;
    }

    /// <summary>A store whose readings can be held up.</summary>
    private sealed class GatedStore : IFlagStore
    {
        private readonly MemoryFlagStore _inner = new(new FlagDataSet(
            new KindItems(DataKind.Segments, new Dictionary<string, VersionedItem>()),
            new KindItems(DataKind.Features, new Dictionary<string, VersionedItem>
            {
                ["f"] = new(1, Encoding.UTF8.GetBytes(Flags.Switch("f", 1, isOn: true))),
            })));

        private int _readings;

        public TaskCompletionSource Gate { get; private set; } = Opened();

        /// <summary>Where set, what each reading throws.</summary>
        public Exception? Failure { get; set; }

        /// <summary>How many times the flags were read.</summary>
        public int Readings => Volatile.Read(ref _readings);

        public TaskCompletionSource Close() => Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _readings, kind == DataKind.Features ? 1 : 0);
            await Gate.Task.WaitAsync(cancellationToken);
            return Failure is { } failure ? throw failure : await _inner.GetAllAsync(kind, cancellationToken);
        }

        public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken) => _inner.InitAsync(data, cancellationToken);

        public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
            _inner.GetAsync(kind, key, cancellationToken);

        public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken) =>
            _inner.UpsertAsync(kind, key, item, cancellationToken);

        public Task<bool> InitializedAsync(CancellationToken cancellationToken) => _inner.InitializedAsync(cancellationToken);

        public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => _inner.IsAvailableAsync(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static TaskCompletionSource Opened()
        {
            var opened = new TaskCompletionSource();
            opened.SetResult();
            return opened;
        }
    }
}
