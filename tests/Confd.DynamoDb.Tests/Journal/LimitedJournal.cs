using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>A journal and a stream in memory with DynamoDB's limits: 3,000 read units a second of the one partition, five reads a second of
/// the one shard. In virtual time; answers come at once.</summary>
internal sealed class LimitedJournal(FakeTimeProvider clock)
{
    private const double PartitionUnits = 3_000;
    private const double ShardReads = 5;

    // What an entry of one small change weighs, and the head.
    private const int ItemBytes = 300;

    private readonly List<JournalEntry> _entries = [];
    private readonly List<StreamRecord> _stream = [];
    private readonly HashSet<int> _dead = [];
    private readonly Dictionary<string, ShardMark> _marks = new(StringComparer.Ordinal);
    private readonly Bucket _partition = new(clock, PartitionUnits);
    private readonly Bucket _shard = new(clock, ShardReads);

    public JournalHead Head { get; private set; } = JournalHead.Empty;

    public IReadOnlyList<JournalEntry> Entries => _entries;

    public double ReadUnits { get; private set; }

    public int Requests { get; private set; }

    public int Throttled { get; private set; }

    /// <summary>Who read the stream, and when last.</summary>
    public Dictionary<int, DateTimeOffset> StreamReaders { get; } = [];

    public void Change(StreamRecord record) => _stream.Add(record);

    /// <summary>The process sends and receives nothing any more.</summary>
    public void Kill(int process) => _dead.Add(process);

    public IJournalStore For(int process) => new View(this, process);

    public Task<IStreamCursor> OpenAsync(int process, IReadOnlyList<ShardMark> marks) =>
        Answer<IStreamCursor>(process, () => new Cursor(this, process, marks.Count > 0 ? marks[0] : null));

    private DateTimeOffset Now => clock.GetUtcNow();

    private Task<T> Answer<T>(int process, Func<T> run)
    {
        if (_dead.Contains(process))
        {
            return new TaskCompletionSource<T>().Task;
        }

        try
        {
            Requests++;
            return Task.FromResult(run());
        }
        catch (DynamoDbException failed)
        {
            Throttled++;
            return Task.FromException<T>(failed);
        }
    }

    private JournalPage Read(long after, bool isConsistent)
    {
        var entries = _entries.Skip((int)after).ToList();
        var units = Math.Ceiling((entries.Count + 1) * ItemBytes / 4096.0) * (isConsistent ? 1 : 0.5);
        if (!_partition.TryTake(units))
        {
            throw new DynamoDbException(DynamoDbFailure.Throttled, "too much");
        }

        ReadUnits += units;
        return new JournalPage(entries, Head);
    }

    private bool Commit(JournalCommit commit)
    {
        if (commit.Expected.Write != Head.Write)
        {
            return false;
        }

        Head = commit.Next;
        _entries.AddRange(commit.Entries);
        foreach (var mark in commit.Marks)
        {
            _marks[mark.ShardId] = mark;
        }

        return true;
    }

    /// <summary>A second's worth, refilled all the time.</summary>
    private sealed class Bucket(FakeTimeProvider clock, double rate)
    {
        private readonly double _rate = rate;
        private double _level = rate;
        private readonly FakeTimeProvider _clock = clock;
        private long _at = clock.GetTimestamp();

        public bool TryTake(double units)
        {
            _level = Math.Min(_rate, _level + (_clock.GetElapsedTime(_at).TotalSeconds * _rate));
            _at = _clock.GetTimestamp();
            if (_level < units)
            {
                return false;
            }

            _level -= units;
            return true;
        }
    }

    private sealed class View(LimitedJournal journal, int process) : IJournalStore
    {
        public Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken) =>
            journal.Answer(process, () => journal.Read(after, isConsistent));

        public Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken) =>
            journal.Answer<JournalHead?>(process, () => journal.Head);

        public Task<IReadOnlyList<ShardMark>> ReadMarksAsync(long epoch, CancellationToken cancellationToken) =>
            journal.Answer<IReadOnlyList<ShardMark>>(process, () => [.. journal._marks.Values]);

        public Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken) =>
            journal.Answer(process, () => journal.Commit(commit));
    }

    private sealed class Cursor : IStreamCursor
    {
        private readonly LimitedJournal _journal;
        private readonly int _process;
        private int _next;

        public Cursor(LimitedJournal journal, int process, ShardMark? mark)
        {
            _journal = journal;
            _process = process;
            HasGap = mark is null;
            _next = mark is null
                ? journal._stream.Count
                : journal._stream.FindIndex(record => record.SequenceNumber == mark.SequenceNumber) + 1;
            Marks = [new ShardMark("shard", _next == 0 ? null : journal._stream[_next - 1].SequenceNumber, false)];
        }

        public bool HasGap { get; }

        public IReadOnlyList<ShardMark> Marks { get; }

        public Task<StreamBatch> ReadAsync(CancellationToken cancellationToken) => _journal.Answer(_process, () =>
        {
            _journal.StreamReaders[_process] = _journal.Now;
            if (!_journal._shard.TryTake(1))
            {
                return new StreamBatch([], []);
            }

            var records = _journal._stream.Skip(_next).Select(record => ("shard", record)).ToList();
            _next = _journal._stream.Count;
            return new StreamBatch(records, []) { EndsRound = true };
        });
    }
}
