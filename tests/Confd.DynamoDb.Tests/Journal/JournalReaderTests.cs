using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>The requests of one reader to a scripted journal.</summary>
public sealed class JournalReaderTests
{
    private static readonly JournalSettings Settings = new() { Random = () => 0 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PollAsync_Throttled_PollsLessOftenAndMissesNothing(bool throttlesConsistentReads)
    {
        var store = new Store { IsThrottled = isConsistent => isConsistent == throttlesConsistentReads };
        var listener = new Listener();
        var reader = new JournalReader(
            store, 0, listener, (changes, _) => Task.FromResult(changes), null, Settings, new FakeTimeProvider(), NullLogger.Instance);

        await reader.PollAsync(Cancellation);
        reader.Interval.ShouldBe(Settings.Interval * 2);
        listener.Gaps.ShouldBe(0);

        store.IsThrottled = _ => false;
        await reader.PollAsync(Cancellation);
        reader.Interval.ShouldBeLessThan(Settings.Interval * 2);
        listener.Gaps.ShouldBe(1);
    }

    [Fact]
    public async Task PollAsync_PageWithoutAHeadHasAHole_ReadsConsistentlyOnceAndContinuesAfterAGap()
    {
        var store = new Store { IsThrottled = _ => false, Last = 9 };
        var listener = new Listener();
        var reader = Reader(store, listener);
        await reader.PollAsync(Cancellation);
        (listener.Gaps, listener.Records, store.Reads).ShouldBe((1, 7, 5));
    }

    [Fact]
    public async Task PollAsync_Gap_IsReportedAtARandomTimeAndDelaysNoChange()
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
        await reader.PollAsync(Cancellation);
        (listener.Gaps, listener.Records).ShouldBe((0, 1));
        clock.Advance(Settings.RereadSpread * 0.4);
        store.Last++;
        await reader.PollAsync(Cancellation);
        (listener.Gaps, listener.Records).ShouldBe((0, 2));
        clock.Advance(Settings.RereadSpread * 0.1);
        await reader.PollAsync(Cancellation);
        (listener.Gaps, listener.Records).ShouldBe((1, 2));
    }

    [Fact]
    public async Task PollAsync_JournalWasRecreated_IsAGap()
    {
        var store = new Store { IsThrottled = _ => false };
        var listener = new Listener();
        var reader = Reader(store, listener, position: 500);
        await reader.PollAsync(Cancellation);
        listener.Gaps.ShouldBe(1);
        store.Last++;
        await reader.PollAsync(Cancellation);
        listener.Records.ShouldBe(1);
    }

    [Fact]
    public async Task PollAsync_JournalWasRecreatedAndHasCaughtUp_IsAGap()
    {
        var store = new Store { IsThrottled = _ => false };
        var listener = new Listener();
        var reader = Reader(store, listener, position: 3);
        await reader.PollAsync(Cancellation);
        listener.Gaps.ShouldBe(0);
        store.Id = "another";
        await reader.PollAsync(Cancellation);
        listener.Gaps.ShouldBe(1);
        await reader.PollAsync(Cancellation);
        listener.Gaps.ShouldBe(1);
    }

    [Fact]
    public async Task PollAsync_JournalHasNoWriter_EachReaderGivesUpAtItsOwnTime()
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
                    await reader.PollAsync(Cancellation);
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
    public async Task PollAsync_ItemTooLargeForTheJournal_IsReadOnceAfterARandomWaitWithoutDelay()
    {
        var clock = new FakeTimeProvider();
        var store = new Store { IsThrottled = _ => false, LargeUntil = 4, Last = 5 };
        var listener = new Listener();
        var asked = new List<string>();
        var reader = Reader(store, listener, clock, changes =>
        {
            asked.Add(string.Join(' ', changes.Select(change => change.KeyText("key"))));
            return Task.FromResult(changes);
        });
        await reader.PollAsync(Cancellation);
        (asked.Count, listener.Records).ShouldBe((0, 1));
        clock.Advance(Settings.LargeItemSpread / 2);
        await reader.PollAsync(Cancellation);
        (asked.ShouldHaveSingleItem(), listener.Records).ShouldBe(("/3 /4", 3));
        clock.Advance(Settings.LargeItemSpread);
        await reader.PollAsync(Cancellation);
        (asked.Count, listener.Records).ShouldBe((1, 3));
    }

    [Fact]
    public async Task PollAsync_LargeItemIsSmallAgain_IsNotRead()
    {
        var clock = new FakeTimeProvider();
        var store = new Store { IsThrottled = _ => false, LargeUntil = 4, Last = 5, Key = _ => "/same" };
        var listener = new Listener();
        var asked = new List<int>();
        var reader = Reader(store, listener, clock, changes =>
        {
            asked.Add(changes.Count);
            return Task.FromResult(changes);
        });
        await reader.PollAsync(Cancellation);
        clock.Advance(Settings.LargeItemSpread);
        await reader.PollAsync(Cancellation);
        (asked.Sum(), listener.Records).ShouldBe((0, 1));
    }

    [Theory]
    [InlineData(DynamoDbFailure.Throttled, 0)]
    [InlineData(DynamoDbFailure.AccessDenied, 1)]
    public async Task PollAsync_LargeItemCannotBeRead_IsReadAgainOrAGap(DynamoDbFailure why, int gaps)
    {
        var clock = new FakeTimeProvider();
        var store = new Store { IsThrottled = _ => false, LargeUntil = 3 };
        var listener = new Listener();
        var failures = 1;
        var reader = Reader(store, listener, clock, changes => failures-- > 0
            ? Task.FromException<IReadOnlyList<StreamRecord>>(new DynamoDbException(why, "not now"))
            : Task.FromResult(changes));
        await reader.PollAsync(Cancellation);
        for (var ask = 0; ask < 3; ask++)
        {
            clock.Advance(Settings.LargeItemSpread);
            await reader.PollAsync(Cancellation);
        }

        clock.Advance(Settings.RereadSpread / 2);
        await reader.PollAsync(Cancellation);
        (listener.Gaps, listener.Records).ShouldBe((gaps, 1 - gaps));
    }

    private static JournalReader Reader(
        Store store,
        Listener listener,
        FakeTimeProvider clock,
        Func<IReadOnlyList<StreamRecord>, Task<IReadOnlyList<StreamRecord>>> fetch) =>
        new(
            store,
            2,
            listener,
            (changes, _) => fetch(changes),
            null,
            Settings with { Random = () => 0.5, SilenceLimit = TimeSpan.FromHours(1) },
            clock,
            NullLogger.Instance);

    [Fact]
    public async Task PollAsync_LargeItemIsNotReadYet_ReportsNoRound()
    {
        var clock = new FakeTimeProvider();
        var store = new Store { IsThrottled = _ => false, LargeUntil = 3 };
        var listener = new Listener();
        var reader = Reader(store, listener, clock, Task.FromResult);

        await reader.PollAsync(Cancellation);
        listener.Rounds.ShouldBeEmpty("its change is from before the end of the round, and is not reported");
        clock.Advance(Settings.LargeItemSpread);
        await reader.PollAsync(Cancellation);
        await reader.PollAsync(Cancellation);

        listener.Rounds.ShouldBe([2, 3]);
    }

    private static JournalReader Reader(Store store, Listener listener, long position = 0) => new(
        store, position, listener, (changes, _) => Task.FromResult(changes), null, Settings, new FakeTimeProvider(), NullLogger.Instance);

    /// <summary>Holds the entries from 3 on: a reader from the beginning has to ask consistently whether 1 and 2 are gone. Two entries a
    /// page.</summary>
    private sealed class Store : IJournalStore
    {
        public required Func<bool, bool> IsThrottled { get; set; }

        public int Last { get; set; } = 3;

        public string Id { get; set; } = "";

        /// <summary>The last entry whose item is too large for it.</summary>
        public int LargeUntil { get; init; }

        public Func<int, string> Key { get; init; } = position => $"/{position}";

        public int Reads { get; private set; }

        private JournalHead Head => JournalHead.Empty with { Id = Id, Position = Last, Fence = 1, Beat = 3, Rounds = Reads };

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
            var record = position > LargeUntil
                ? Journal.Records.Put(Key(position), "x")
                : JournalPayload.Read(JournalPayload.Write([Journal.Records.Put(Key(position), new string('x', 40_000))])).Single();
            return new JournalEntry(position, 1, DateTimeOffset.UnixEpoch, [record], IsGap: false);
        }
    }

    private sealed class Listener : IChangeListener
    {
        public int Gaps { get; private set; }

        public int Records { get; private set; }

        public List<long> Rounds { get; } = [];

        public void OnRecords(IReadOnlyList<StreamRecord> records) => Records += records.Count;

        public void OnRounds(long rounds) => Rounds.Add(rounds);

        public void OnGap() => Gaps++;

        public void OnFailed(Exception failure) => throw failure;
    }
}
