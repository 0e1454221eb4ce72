using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Confd.TestSupport;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>The invariants of <see cref="JournalTerm"/>, over thousands of interleavings of writers that are overtaken, stopped and killed,
/// with answers that are lost or late.</summary>
public sealed class JournalModelTests
{
    private static readonly Gen<(int Step, int Choice)[]> Runs =
        Gen.Zip(Gen.Choose(0, 19), Gen.Choose(0, 1_000)).ListOf().Select(steps => steps.ToArray());

    [Fact]
    public void Append_WhateverIsLostLateOrKilled_KeepsTheInvariants() =>
        Prop.ForAll(Runs.ToArbitrary(), Play).Check(Config.QuickThrowOnFailure.WithMaxTest(4_000).WithEndSize(250));

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
        private static readonly JournalSettings Settings = new() { Random = () => 0 };

        private readonly SimulatedJournal _journal = new();
        private readonly FakeTimeProvider _clock = new();
        private readonly List<Task> _writers = [];
        private long _fence;
        private int? _streamedAtGap;

        public Run() => Begin();

        public void Do(int step, int choice)
        {
            switch (step)
            {
                case 0:
                    Begin();
                    break;
                case 1:
                    _journal.Kill(choice % _writers.Count);
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
                    _journal.Change(choice % 5);
                    break;
                default:
                    _journal.Settle(choice, choice / 7);
                    break;
            }
        }

        /// <summary>Faults end: one more writer takes over, and everything that was sent is answered.</summary>
        public void Heal()
        {
            for (var late = 0; late < 300; late++)
            {
                _journal.Arrive(0);
            }

            Begin();
            for (var round = 0; round < 600; round++)
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
            _journal.Entries.Select(entry => entry.Position).ShouldBe(Enumerable.Range(1, _journal.Entries.Count).Select(position => (long)position));
            _journal.Head.Position.ShouldBe(_journal.Entries.Count);
            _journal.Entries.Select(entry => entry.Fence).ShouldBeInOrder();
            _journal.Head.Fence.ShouldBeGreaterThanOrEqualTo(_fence);
            _fence = _journal.Head.Fence;
            if (_journal.Entries.Count > 0)
            {
                _streamedAtGap ??= Streamed().Count();
            }
        }

        // Each record once, in the order of its shard, children after parents; what came before the journal's first entry is the table's
        // own.
        public void CheckComplete()
        {
            _journal.Entries.Count(entry => entry.IsGap).ShouldBe(1);
            _journal.Entries[0].IsGap.ShouldBeTrue();
            var appended = _journal.Entries.SelectMany(entry => entry.Changes).Select(record => record.SequenceNumber).ToList();
            var streamed = Streamed().ToList();
            appended.ShouldBe(streamed.TakeLast(appended.Count));
            appended.Count.ShouldBeGreaterThanOrEqualTo(streamed.Count - _streamedAtGap!.Value);
        }

        private IEnumerable<string> Streamed() => _journal.Shards.SelectMany(shard => shard.Records).Select(record => record.SequenceNumber);

        private void Begin()
        {
            var process = _writers.Count;
            _writers.Add(WriteAsync(process));
        }

        private async Task WriteAsync(int process)
        {
            var store = _journal.For(process);
            while (true)
            {
                try
                {
                    var head = await store.ReadHeadAsync(default);
                    if (await JournalTerm.TryBeginAsync(store, head!, $"writer-{process}", Settings, _clock, default) is { } term)
                    {
                        await term.RunAsync((marks, _) => _journal.OpenAsync(process, marks), default);
                        return;
                    }
                }
                catch (DynamoDbException)
                {
                    // As the election does: stand again.
                }
            }
        }
    }
}
