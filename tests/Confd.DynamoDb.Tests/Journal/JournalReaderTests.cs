using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>One reader's questions to a journal that answers as told.</summary>
public sealed class JournalReaderTests
{
    private static readonly JournalSettings Settings = new() { Random = () => 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AskAsync_Throttled_AsksLessOftenAndMissesNothing(bool throttlesConsistentReads)
    {
        var store = new Store { IsThrottled = isConsistent => isConsistent == throttlesConsistentReads };
        var listener = new Listener();
        var reader = new JournalReader(
            store, 0, listener, (change, _) => Task.FromResult(change), null, Settings, new FakeTimeProvider(), NullLogger.Instance);

        await reader.AskAsync(Token);
        reader.Interval.ShouldBe(Settings.Interval * 2);
        listener.Gaps.ShouldBe(0);

        store.IsThrottled = _ => false;
        await reader.AskAsync(Token);
        reader.Interval.ShouldBeLessThan(Settings.Interval * 2);
        listener.Gaps.ShouldBe(1);
    }

    /// <summary>Holds entry 3 alone: a reader from the beginning has to ask consistently whether 1 and 2 are gone.</summary>
    private sealed class Store : IJournalStore
    {
        public required Func<bool, bool> IsThrottled { get; set; }

        public Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken) =>
            IsThrottled(isConsistent)
                ? Task.FromException<JournalPage>(new DynamoDbException(DynamoDbFailure.Throttled, "too many readers"))
                : Task.FromResult(new JournalPage(
                    after < 3 ? [new JournalEntry(3, 1, DateTimeOffset.UnixEpoch, [], IsGap: false)] : [],
                    JournalHead.Empty with { Position = 3, Fence = 1, Beat = 3 }));

        public Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ShardMark>> ReadMarksAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Listener : IStreamListener
    {
        public int Gaps { get; private set; }

        public void OnRecords(IReadOnlyList<StreamRecord> records)
        {
        }

        public void OnGap() => Gaps++;

        public void OnFailed(Exception failure) => throw failure;
    }
}
