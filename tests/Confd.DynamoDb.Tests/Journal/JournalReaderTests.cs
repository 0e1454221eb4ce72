using Confd.DynamoDb.Changes;
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

    [Fact]
    public async Task AskAsync_PageWithoutAHeadHasAHole_AsksConsistentlyOnceAndGoesOnAfterAGap()
    {
        var store = new Store { IsThrottled = _ => false, Last = 9 };
        var listener = new Listener();
        var reader = Reader(store, listener);
        await reader.AskAsync(Token);
        (listener.Gaps, listener.Records, store.Reads).ShouldBe((1, 7, 5));
    }

    [Fact]
    public async Task AskAsync_Gap_IsReportedAtARandomMomentAndHoldsUpNoChange()
    {
        var clock = new FakeTimeProvider();
        var store = new Store { IsThrottled = _ => false };
        var listener = new Listener();
        var reader = new JournalReader(
            store,
            0,
            listener,
            null,
            null,
            Settings with { Random = () => 0.5, SilenceLimit = TimeSpan.FromHours(1) },
            clock,
            NullLogger.Instance);
        await reader.AskAsync(Token);
        (listener.Gaps, listener.Records).ShouldBe((0, 1));
        clock.Advance(Settings.RereadSpread * 0.4);
        store.Last++;
        await reader.AskAsync(Token);
        (listener.Gaps, listener.Records).ShouldBe((0, 2));
        clock.Advance(Settings.RereadSpread * 0.1);
        await reader.AskAsync(Token);
        (listener.Gaps, listener.Records).ShouldBe((1, 2));
    }

    [Fact]
    public async Task AskAsync_JournalWasMadeAnew_IsAGap()
    {
        var store = new Store { IsThrottled = _ => false };
        var listener = new Listener();
        var reader = Reader(store, listener, position: 500);
        await reader.AskAsync(Token);
        listener.Gaps.ShouldBe(1);
        store.Last++;
        await reader.AskAsync(Token);
        listener.Records.ShouldBe(1);
    }

    [Fact]
    public async Task AskAsync_NobodyServes_EachReaderGivesUpAtATimeOfItsOwn()
    {
        var clock = new FakeTimeProvider();
        async Task<TimeSpan> GivesUpAfterAsync(double chance)
        {
            var reader = new JournalReader(
                new Store { IsThrottled = _ => false },
                3,
                new Listener(),
                null,
                null,
                Settings with { Random = () => chance },
                clock,
                NullLogger.Instance);
            var started = clock.GetTimestamp();
            while (true)
            {
                try
                {
                    await reader.AskAsync(Token);
                    clock.Advance(TimeSpan.FromSeconds(1));
                }
                catch (DynamoDbException silent) when (silent.Failure == DynamoDbFailure.JournalSilent)
                {
                    return clock.GetElapsedTime(started);
                }
            }
        }

        (await GivesUpAfterAsync(0)).ShouldBe(TimeSpan.FromSeconds(30));
        (await GivesUpAfterAsync(0.5)).ShouldBe(TimeSpan.FromSeconds(45));
    }

    [Fact]
    public async Task AskAsync_ItemTooLargeForTheJournal_IsAskedForAfterARandomWait()
    {
        var clock = new FakeTimeProvider();
        var store = new Store { IsThrottled = _ => false, HasImages = false };
        var listener = new Listener();
        var asked = 0;
        var reader = new JournalReader(
            store,
            2,
            listener,
            (change, _) =>
            {
                asked++;
                return Task.FromResult(change);
            },
            null,
            Settings with { Random = () => 0.5 },
            clock,
            NullLogger.Instance);
        var asking = reader.AskAsync(Token);
        asked.ShouldBe(0);
        clock.Advance(Settings.LargeItemSpread / 2);
        await asking;
        (asked, listener.Records).ShouldBe((1, 1));
    }

    private static JournalReader Reader(Store store, Listener listener, long position = 0) => new(
        store, position, listener, (change, _) => Task.FromResult(change), null, Settings, new FakeTimeProvider(), NullLogger.Instance);

    /// <summary>Holds the entries from 3 on: a reader from the beginning has to ask consistently whether 1 and 2 are gone. Two entries a
    /// page.</summary>
    private sealed class Store : IJournalStore
    {
        public required Func<bool, bool> IsThrottled { get; set; }

        public int Last { get; set; } = 3;

        public bool HasImages { get; init; } = true;

        public int Reads { get; private set; }

        private JournalHead Head => JournalHead.Empty with { Position = Last, Fence = 1, Beat = 3 };

        public Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken)
        {
            Reads++;
            if (IsThrottled(isConsistent))
            {
                return Task.FromException<JournalPage>(new DynamoDbException(DynamoDbFailure.Throttled, "too many readers"));
            }

            var entries = Enumerable.Range(3, Last - 2).Where(position => position > after).Select(Entry).ToList();
            return Task.FromResult(entries.Count > 2 ? new JournalPage([.. entries.Take(2)], null) : new JournalPage(entries, Head));
        }

        public Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken) => Task.FromResult<JournalHead?>(Head);

        public Task<IReadOnlyList<ShardMark>> ReadMarksAsync(long epoch, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken) => throw new NotSupportedException();

        private JournalEntry Entry(int position)
        {
            var record = HasImages
                ? Journal.Records.Put($"/{position}", "x")
                : JournalPayload.Read(JournalPayload.Write([Journal.Records.Put($"/{position}", new string('x', 40_000))])).Single();
            return new JournalEntry(position, 1, DateTimeOffset.UnixEpoch, [record], IsGap: false);
        }
    }

    private sealed class Listener : IChangeListener
    {
        public int Gaps { get; private set; }

        public int Records { get; private set; }

        public void OnRecords(IReadOnlyList<StreamRecord> records) => Records += records.Count;

        public void OnGap() => Gaps++;

        public void OnFailed(Exception failure) => throw failure;
    }
}
