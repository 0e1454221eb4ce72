using System.Globalization;
using System.Text.Json;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>
/// A journal and a stream in memory where each operation waits until the test lets it happen: at once, without its answer, not at all, or
/// later than its caller has given it up. Everything runs on the test's thread, so that a list of numbers is a run that can be repeated.
/// </summary>
internal sealed class SimulatedJournal
{
    private readonly List<Operation> _pending = [];
    private readonly List<Action> _late = [];
    private readonly List<(string Id, string? Parent, List<StreamRecord> Records, bool IsClosed)> _shards = [("shard-0", null, [], false)];
    private readonly Dictionary<string, (ShardMark Mark, long Epoch)> _marks = new(StringComparer.Ordinal);
    private readonly HashSet<int> _dead = [];
    private readonly HashSet<string> _poison = new(StringComparer.Ordinal);
    private (int Entries, JournalHead Head) _stale = (0, JournalHead.Empty);
    private int _sequence;
    private int _expired;
    private int _trimmed;
    private int _reads;

    public JournalHead Head { get; private set; } = JournalHead.Empty;

    public List<JournalEntry> Entries { get; } = [];

    /// <summary>Every record that the stream ever had, by its shard.</summary>
    public IEnumerable<(string Shard, IReadOnlyList<StreamRecord> Records)> Shards =>
        _shards.Select(shard => (shard.Id, (IReadOnlyList<StreamRecord>)shard.Records));

    public int Pending => _pending.Count;

    /// <summary>Records that may be missing in the journal, as their entry was refused, the stream has lost them, or a writer begins
    /// after them; each with the number of entries that there were then: a gap comes after.</summary>
    public List<(string Sequence, int Entries)> Excused { get; } = [];

    /// <summary>The table: the last value of each key.</summary>
    public Dictionary<string, string> Table { get; } = new(StringComparer.Ordinal);

    /// <summary>The journal as one process sees it.</summary>
    public IJournalStore For(int process) => new View(this, process);

    /// <summary>A change of an item.</summary>
    /// <param name="key">The item.</param>
    /// <param name="isPoison">True: DynamoDB will never take an entry with this change.</param>
    public void Change(int key, bool isPoison = false)
    {
        var open = _shards.FindLastIndex(shard => !shard.IsClosed);
        var record = Record(key, ++_sequence);
        _shards[open].Records.Add(record);
        Table[$"/k/{key}"] = record.SequenceNumber;
        if (isPoison)
        {
            _poison.Add(record.SequenceNumber);
        }
    }

    /// <summary>The older half of the entries expires.</summary>
    public void Expire() => _expired = Math.Max(_expired, Entries.Count / 2);

    /// <summary>The stream forgets what it has.</summary>
    public void Trim()
    {
        ExcuseAll();
        _trimmed = _sequence;
    }

    /// <summary>The open shard ends; its child goes on.</summary>
    public void Split()
    {
        var open = _shards.FindLastIndex(shard => !shard.IsClosed);
        _shards[open] = _shards[open] with { IsClosed = true };
        _shards.Add(($"shard-{_shards.Count}", _shards[open].Id, [], false));
    }

    /// <summary>Lets an operation end in one of five ways.</summary>
    public void Settle(int which, int how)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var operation = _pending[which % _pending.Count];
        _pending.Remove(operation);
        switch (how % 8)
        {
            case 0:
                operation.Fail();
                break;
            case 1:
                operation.Apply();
                operation.Fail();
                break;
            case 2 when operation.IsWrite:
                _late.Add(operation.Apply);
                operation.Fail();
                break;
            default:
                operation.Apply();
                operation.Answer();
                break;
        }
    }

    /// <summary>What was given up long ago arrives after all.</summary>
    public void Arrive(int which)
    {
        if (_late.Count > 0)
        {
            var apply = _late[which % _late.Count];
            _late.Remove(apply);
            apply();
        }
    }

    /// <summary>A process has died: its requests may still arrive, but it receives no response.</summary>
    public void Kill(int process)
    {
        _dead.Add(process);
        foreach (var operation in _pending.Where(operation => operation.Process == process).ToList())
        {
            _pending.Remove(operation);
            _late.Add(operation.Apply);
        }
    }

    /// <summary>Whether a process was killed.</summary>
    public bool IsDead(int process) => _dead.Contains(process);

    public Task<IStreamCursor> OpenAsync(int process, IReadOnlyList<ShardMark> marks) =>
        Later<IStreamCursor>(process, () => new Cursor(this, process, marks));

    private static StreamRecord Record(int key, int sequence)
    {
        using var document = JsonDocument.Parse(
            $$$"""
            {
              "eventName": "MODIFY",
              "dynamodb": {
                "ApproximateCreationDateTime": 1,
                "SequenceNumber": "{{{sequence:D8}}}",
                "Keys": { "key": { "S": "/k/{{{key}}}" } },
                "NewImage": { "key": { "S": "/k/{{{key}}}" }, "value": { "S": "{{{sequence}}}" } }
              }
            }
            """);
        return new StreamRecord(document.RootElement.Clone());
    }

    private Task<T> Later<T>(int process, Func<T> run, bool isWrite = false)
    {
        var operation = new Operation<T>(process, isWrite, run);
        if (!_dead.Contains(process))
        {
            _pending.Add(operation);
        }

        return operation.Task;
    }

    private void ExcuseAll()
    {
        var appended = Entries.SelectMany(entry => entry.Changes).Select(record => record.SequenceNumber).ToHashSet(StringComparer.Ordinal);
        Excuse(Shards.SelectMany(shard => shard.Records).Where(record => !appended.Contains(record.SequenceNumber)));
    }

    private void Excuse(IEnumerable<StreamRecord> records) =>
        Excused.AddRange(records.Select(record => (record.SequenceNumber, Entries.Count)));

    private bool Commit(JournalCommit commit)
    {
        var changes = commit.Entries.SelectMany(entry => entry.Changes).ToList();
        if (changes.Exists(record => _poison.Contains(record.SequenceNumber)))
        {
            // As DynamoDB does: what is wrong is refused before any condition is looked at.
            if (commit.Expected.Write == Head.Write)
            {
                Excuse(changes);
            }

            throw new DynamoDbException(DynamoDbFailure.ItemTooLarge, "refused");
        }

        if (commit.Expected.Write != Head.Write)
        {
            return false;
        }

        _stale = (Entries.Count, Head);
        Head = commit.Next;
        Entries.AddRange(commit.Entries);
        foreach (var mark in commit.Marks)
        {
            _marks[mark.ShardId] = (mark, commit.Next.Epoch);
        }

        return true;
    }

    // Each third answer that need not be consistent lacks the last write.
    private JournalPage Page(long after, bool isConsistent)
    {
        var (count, head) = isConsistent || ++_reads % 3 != 0 ? (Entries.Count, Head) : _stale;
        var entries = Entries.Take(count).Skip(_expired).Where(entry => entry.Position > after).ToList();
        return entries.Count > 3 ? new JournalPage([.. entries.Take(3)], null) : new JournalPage(entries, head);
    }

    private abstract class Operation(int process, bool isWrite)
    {
        public int Process { get; } = process;

        public bool IsWrite { get; } = isWrite;

        public abstract void Apply();

        public abstract void Answer();

        public abstract void Fail();
    }

    private sealed class Operation<T>(int process, bool isWrite, Func<T> run) : Operation(process, isWrite)
    {
        private readonly TaskCompletionSource<T> _answer = new();
        private T? _result;
        private DynamoDbException? _refusal;

        public Task<T> Task => _answer.Task;

        public override void Apply()
        {
            try
            {
                _result = run();
            }
            catch (DynamoDbException refusal)
            {
                _refusal = refusal;
            }
        }

        public override void Answer()
        {
            if (_refusal is null)
            {
                _answer.TrySetResult(_result!);
            }
            else
            {
                _answer.TrySetException(_refusal);
            }
        }

        public override void Fail() => _answer.TrySetException(new DynamoDbException(DynamoDbFailure.TimedOut, "no answer"));
    }

    private sealed class View(SimulatedJournal journal, int process) : IJournalStore
    {
        public Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken) =>
            journal.Later(process, () => journal.Page(after, isConsistent));

        public Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken) =>
            journal.Later<JournalHead?>(process, () => journal.Head);

        public Task<IReadOnlyList<ShardMark>> ReadMarksAsync(long epoch, CancellationToken cancellationToken) =>
            journal.Later<IReadOnlyList<ShardMark>>(
                process, () => [.. journal._marks.Values.Where(kept => kept.Epoch == epoch).Select(kept => kept.Mark)]);

        public Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken) =>
            journal.Later(process, () => journal.Commit(commit), isWrite: true);
    }

    // Reads as the real cursor does: from the marks on, a child after its parent; from the end where a mark is lost.
    private sealed class Cursor : IStreamCursor
    {
        private readonly SimulatedJournal _journal;
        private readonly int _process;
        private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);
        private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

        public Cursor(SimulatedJournal journal, int process, IReadOnlyList<ShardMark> marks)
        {
            _journal = journal;
            _process = process;
            HasGap = marks.Count == 0 || !TryContinue(marks);
            if (HasGap)
            {
                BeginAtTheEnd();
            }

            Marks = [.. journal._shards.Select(shard => new ShardMark(
                shard.Id, shard.Records.Count == 0 ? null : shard.Records[^1].SequenceNumber, shard.IsClosed))];
        }

        public bool HasGap { get; }

        public IReadOnlyList<ShardMark> Marks { get; }

        public Task<StreamBatch> ReadAsync(CancellationToken cancellationToken) => _journal.Later(_process, () =>
        {
            var records = new List<(string, StreamRecord)>();
            var ended = new List<string>();
            foreach (var (id, parent, all, isClosed) in _journal._shards)
            {
                if (_ended.Contains(id) || (parent is not null && !_ended.Contains(parent)))
                {
                    continue;
                }

                var next = _next.GetValueOrDefault(id);
                if (IsTrimmed(all, next))
                {
                    throw new DynamoDbException(DynamoDbFailure.StreamPositionLost, "trimmed");
                }

                records.AddRange(all.Skip(next).Select(record => (id, record)));
                _next[id] = all.Count;
                if (isClosed)
                {
                    ended.Add(id);
                }
            }

            _ended.UnionWith(ended);
            return new StreamBatch(records, ended)
            {
                EndsRound = ended.Count == 0
                    && !records.GroupBy(record => record.Item1, record => record.Item2).Any(shard => RecordPage.IsFull([.. shard])),
            };
        });

        private bool TryContinue(IReadOnlyList<ShardMark> marks)
        {
            _ended.UnionWith(marks.Where(mark => mark.HasEnded).Select(mark => mark.ShardId));
            foreach (var (id, _, records, _) in _journal._shards.Where(shard => !_ended.Contains(shard.Id)))
            {
                var mark = marks.FirstOrDefault(mark => mark.ShardId == id);
                _next[id] = mark is null ? 0 : records.FindIndex(record => record.SequenceNumber == mark.SequenceNumber) + 1;
                if (IsTrimmed(records, _next[id]))
                {
                    return false;
                }
            }

            return true;
        }

        private void BeginAtTheEnd()
        {
            _ended.Clear();
            _journal.ExcuseAll();
            foreach (var (id, _, records, isClosed) in _journal._shards)
            {
                _next[id] = records.Count;
                if (isClosed)
                {
                    _ended.Add(id);
                }
            }
        }

        private bool IsTrimmed(List<StreamRecord> records, int next) =>
            next < records.Count && int.Parse(records[next].SequenceNumber, CultureInfo.InvariantCulture) <= _journal._trimmed;
    }
}
