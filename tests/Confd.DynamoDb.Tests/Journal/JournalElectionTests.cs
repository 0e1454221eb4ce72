using Confd.DynamoDb.Journal;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>What a candidate for writing the journal says of attempts that fail.</summary>
public sealed class JournalElectionTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly MemoryStore _store = new();
    private string _failure = "table t has no stream";

    [Fact]
    public async Task CampaignAsync_SameFailureAtEachAttempt_IsToldOnce()
    {
        var settings = new JournalSettings { Random = () => 0 };
        var election = new JournalElection(
            _store,
            (_, _) => throw new DynamoDbException(DynamoDbFailure.StreamPositionLost, _failure),
            "test",
            settings,
            _clock,
            _log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = election.CampaignAsync(stop.Token);

        await FailAsync(election, attempts: 4);
        _failure = "another failure";
        await FailAsync(election, attempts: 2);

        _log.Warnings.Count.ShouldBe(2);
        _log.Warnings[0].ShouldContain("Writing the journal failed");
        _log.Warnings[0].ShouldContain("table t has no stream");
        _log.Warnings[1].ShouldContain("another failure");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Dispose_RequestFailsWithItsLastFailureThen_EndsWithoutIt()
    {
        // As a request that was sent again and is cancelled while it waits.
        _store.Committing = async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new DynamoDbException(DynamoDbFailure.Unreachable, "connection refused");
        };
        var election = new JournalElection(
            _store,
            (_, _) => throw new DynamoDbException(DynamoDbFailure.Unreachable, "connection refused"),
            "test",
            new JournalSettings { Random = () => 0, TakeoverSpread = TimeSpan.Zero },
            _clock,
            _log);
        election.Start();
        while (!_store.Begun.IsCompleted)
        {
            election.Observe(_store.Head);
            await Task.Yield();
        }

        await election.DisposeAsync();

        _log.Warnings.ShouldBeEmpty();
    }

    private async Task FailAsync(JournalElection election, int attempts)
    {
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var told = _log.Count("Writing the journal failed");
            election.Observe(_store.Head);
            await _log.WaitForAsync("Writing the journal failed", told + 1);
            await _clock.WaitForTimersAsync(1, Cancellation);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private sealed class MemoryStore : IJournalStore
    {
        private readonly TaskCompletionSource _begun = new();

        public JournalHead Head { get; private set; } = JournalHead.Empty;

        public Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken) =>
            Task.FromResult(new JournalPage([], Head));

        public Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken) => Task.FromResult<JournalHead?>(Head);

        public Task<IReadOnlyList<ShardMark>> ReadMarksAsync(long epoch, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ShardMark>>([]);

        public Task Begun => _begun.Task;

        public Func<CancellationToken, Task>? Committing { get; set; }

        public async Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken)
        {
            _begun.TrySetResult();
            await (Committing?.Invoke(cancellationToken) ?? Task.CompletedTask);
            Head = commit.Next;
            return true;
        }
    }
}
