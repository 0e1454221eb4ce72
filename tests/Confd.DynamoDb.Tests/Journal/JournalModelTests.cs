using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Confd.TestSupport;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>The invariants of <see cref="JournalTerm"/>, over thousands of interleavings of processes that are elected, overtaken and
/// killed and read what they write, with answers that are lost or late, streams that open slowly and forget, entries that expire or are
/// refused.</summary>
public sealed class JournalModelTests
{
    private static readonly Gen<(int Step, int Choice)[]> Runs =
        Gen.Zip(Gen.Choose(0, 23), Gen.Choose(0, 1_000)).ListOf().Select(steps => steps.ToArray());

    [Fact]
    public void Append_ResponsesLostDelayedOrWritersKilled_KeepsTheInvariants() =>
        Prop.ForAll(Runs.ToArbitrary(), Play).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(250));

    private static void Play((int Step, int Choice)[] steps)
    {
        var run = new Run();
        foreach (var (step, choice) in steps)
        {
            run.Do(step, choice);
            run.CheckAlways();
        }

        run.Heal();
        run.CheckAlways();
        run.CheckComplete();
    }

    private sealed class Run
    {
        // Many processes would only make the run longer.
        private const int MaxProcesses = 6;

        private static readonly JournalSettings Settings = new() { Random = () => 0 };

        private readonly SimulatedJournal _journal = new();
        private readonly FakeTimeProvider _clock = new();
        private readonly List<Listener> _processes = [];
        private long _fence;
        private int? _streamedAtGap;

        public Run() => Begin();

        public void Do(int step, int choice)
        {
            switch (step)
            {
                case 0 when _processes.Count < MaxProcesses:
                    Begin();
                    break;
                case 1:
                    _journal.Kill(choice % _processes.Count);
                    break;
                case 2:
                    _journal.Split();
                    break;
                case 3:
                    _journal.Arrive(choice);
                    break;
                case 4 or 5 or 6:
                    _clock.Advance(TimeSpan.FromMilliseconds(250 * (1 + (choice % 4))));
                    break;
                case 7 or 8 or 9:
                    _journal.Change(choice % 5, isPoison: choice % 29 == 0);
                    break;
                case 10 when choice % 5 == 0:
                    _journal.Trim();
                    break;
                case 11 when choice % 3 == 0:
                    _journal.Expire();
                    break;
                default:
                    _journal.Settle(choice, choice / 7);
                    break;
            }
        }

        /// <summary>Faults end: one more process starts, and every request that was sent gets its response.</summary>
        public void Heal()
        {
            for (var late = 0; late < 300; late++)
            {
                _journal.Arrive(0);
            }

            Begin();
            for (var round = 0; round < 150; round++)
            {
                for (var count = _journal.Pending; count > 0; count--)
                {
                    _journal.Settle(0, 7);
                }

                _clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        public void CheckAlways()
        {
            _journal.Entries.Select(entry => entry.Position)
                .ShouldBe(Enumerable.Range(1, _journal.Entries.Count).Select(position => (long)position));
            _journal.Head.Position.ShouldBe(_journal.Entries.Count);
            _journal.Entries.Select(entry => entry.Fence).ShouldBeInOrder();
            _journal.Head.Fence.ShouldBeGreaterThanOrEqualTo(_fence);
            _fence = _journal.Head.Fence;
            if (_journal.Entries.Count > 0)
            {
                _streamedAtGap ??= Streamed().Count();
            }
        }

        // Each record at most once, in the order of the stream, whose shards follow one another. What is not there came before the
        // journal's first entry or was refused or forgotten, and then a gap says so. Whoever lives sees the table as it is.
        public void CheckComplete()
        {
            _journal.Entries[0].IsGap.ShouldBeTrue();
            var appended = _journal.Entries.SelectMany(entry => entry.Changes).Select(record => record.SequenceNumber).ToList();
            appended.ShouldBe(appended.Distinct().Order(StringComparer.Ordinal));
            var gap = _journal.Entries.FindLastIndex(entry => entry.IsGap);
            var excused = _journal.Excused.Where(excuse => excuse.Entries <= gap).Select(excuse => excuse.Sequence);
            Streamed().Skip(_streamedAtGap!.Value).Except(appended).Except(excused).ShouldBeEmpty();
            _journal.Head.Served.ShouldBeGreaterThan(20);
            for (var process = 0; process < _processes.Count; process++)
            {
                if (!_journal.IsDead(process))
                {
                    _processes[process].Seen.ShouldBe(_journal.Table, ignoreOrder: true);
                }
            }
        }

        private IEnumerable<string> Streamed() =>
            _journal.Shards.SelectMany(shard => shard.Records).Select(record => record.SequenceNumber);

        private void Begin()
        {
            var process = _processes.Count;
            var listener = new Listener(_journal);
            _processes.Add(listener);
            _ = LiveAsync(process, listener);
        }

        // Like a watcher: is ready to write, reads, and starts again after a failure.
        private async Task LiveAsync(int process, Listener listener)
        {
            var store = _journal.For(process);
            var election = new JournalElection(
                store, (marks, _) => _journal.OpenAsync(process, marks), $"process-{process}", Settings, _clock, NullLogger.Instance);
            _ = election.CampaignAsync(default);
            while (true)
            {
                try
                {
                    var head = (await store.ReadHeadAsync(default))!;
                    election.Observe(head);
                    ((IChangeListener)listener).OnGap();
                    var follower = new JournalFollower(
                        told =>
                            new JournalReader(store, head.Position, told, null, election.Observe, Settings, _clock, NullLogger.Instance),
                        Settings,
                        _clock);
                    await follower.RunAsync(listener, default);
                }
                catch (DynamoDbException)
                {
                    // As the follower of a source does: open again.
                }
            }
        }
    }

    /// <summary>What one process knows of the table.</summary>
    private sealed class Listener(SimulatedJournal journal) : IChangeListener
    {
        public Dictionary<string, string> Seen { get; private set; } = new(StringComparer.Ordinal);

        public void OnRecords(IReadOnlyList<StreamRecord> records)
        {
            foreach (var record in records)
            {
                Seen[record.KeyText("key")!] = record.SequenceNumber;
            }
        }

        public void OnRounds(long rounds)
        {
            // What it has seen is not read from the table.
        }

        public void OnGap() => Seen = new Dictionary<string, string>(journal.Table, StringComparer.Ordinal);

        public void OnFailed(Exception failure)
        {
            // It opens again.
        }
    }
}
