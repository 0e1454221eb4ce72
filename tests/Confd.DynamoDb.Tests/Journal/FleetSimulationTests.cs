using System.Globalization;
using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>Two thousand watchers in virtual time: the real followers and elections against DynamoDB's limits, the writer killed every
/// minute.</summary>
public sealed class FleetSimulationTests
{
    private const int Watchers = 2_000;

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(3);

    [Fact]
    public void Fleet_WriterKilledEveryMinute_SeesEachChangeInTimeForHalfAUnitPerSecond()
    {
        var clock = new FakeTimeProvider();
        var journal = new LimitedJournal(clock);
        var random = new Random(1);
        var watchers = Enumerable.Range(0, Watchers).Select(process => new Watcher(process, journal, clock, random)).ToList();
        watchers.ForEach(watcher => watcher.Begin());
        clock.Advance(TimeSpan.FromSeconds(45));

        var (requests, units) = (journal.Requests, journal.ReadUnits);
        var changed = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var killed = new List<int>();
        var started = clock.GetUtcNow();
        for (var change = 1; clock.GetUtcNow() - started < Duration; change++)
        {
            if ((clock.GetUtcNow() - started).TotalMinutes > killed.Count + 0.5)
            {
                var writer = watchers.Single(watcher => watcher.IsWriting).Process;
                killed.Add(writer);
                journal.Kill(writer);
            }

            var sequence = change.ToString("D8", CultureInfo.InvariantCulture);
            changed[sequence] = clock.GetUtcNow();
            journal.Change(Records.Put($"/k/{change % 7}", $"{change}", sequence));
            clock.Advance(TimeSpan.FromMilliseconds(500 + random.Next(2_000)));
        }

        var seconds = (clock.GetUtcNow() - started).TotalSeconds;
        var perWatcher = (journal.ReadUnits - units) / seconds / Watchers;
        clock.Advance(TimeSpan.FromSeconds(20));
        var living = watchers.Where(watcher => !killed.Contains(watcher.Process)).ToList();
        var late = living.SelectMany(watcher => changed.Select(change => (watcher.Heard[change.Key] - change.Value).TotalSeconds))
            .Order()
            .ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Watchers} watchers, {changed.Count} changes, {killed.Count} writers killed: p50 {late[late.Count / 2]:F2} s, "
            + $"p99 {late[late.Count * 99 / 100]:F2} s, "
            + $"max {late[^1]:F2} s, {perWatcher:F3} units and "
            + $"{(journal.Requests - requests) / seconds / Watchers:F2} requests a second each, "
            + $"{journal.Throttled} throttled"));

        killed.Count.ShouldBe(3);
        living.ShouldAllBe(watcher => watcher.Heard.Count == changed.Count && watcher.Doubled == 0);
        perWatcher.ShouldBeLessThanOrEqualTo(0.6);

        late[late.Count / 2].ShouldBeLessThanOrEqualTo(1.5);
        late[late.Count * 99 / 100].ShouldBeLessThanOrEqualTo(4);
        late[^1].ShouldBeLessThanOrEqualTo(8);
        journal.Throttled.ShouldBe(0);
        journal.Entries.Count(entry => entry.IsGap).ShouldBe(1);
        journal.StreamReaders.Count(reader => reader.Value > clock.GetUtcNow() - TimeSpan.FromSeconds(5)).ShouldBe(1);
    }

    private sealed class Watcher(int process, LimitedJournal journal, FakeTimeProvider clock, Random random) : IChangeListener
    {
        private readonly JournalSettings _settings = new() { Random = random.NextDouble };

        public int Process => process;

        private string Name => $"watcher-{process}";

        public bool IsWriting => journal.Head.Owner == Name;

        public Dictionary<string, DateTimeOffset> Heard { get; } = new(StringComparer.Ordinal);

        public int Doubled { get; private set; }

        public void Begin()
        {
            var store = journal.For(process);
            var election = new JournalElection(
                store, (marks, _) => journal.OpenAsync(process, marks), Name, _settings, clock, NullLogger.Instance);
            _ = election.CampaignAsync(default);
            var follower = new JournalFollower(
                listener => new JournalReader(store, 0, listener, null, election.Observe, _settings, clock, NullLogger.Instance),
                _settings,
                clock);
            _ = follower.RunAsync(this, default);
        }

        public void OnRecords(IReadOnlyList<StreamRecord> records)
        {
            foreach (var record in records)
            {
                Doubled += Heard.TryAdd(record.SequenceNumber, clock.GetUtcNow()) ? 0 : 1;
            }
        }

        public void OnRounds(long rounds)
        {
            // Nothing is held.
        }

        public void OnGap()
        {
            // The first entry: the table is read.
        }

        public void OnFailed(Exception failure) => throw new InvalidOperationException("it gave up", failure);
    }
}
