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
    private readonly Dictionary<string, ShardMark> _marks = new(StringComparer.Ordinal);
    private int _sequence;

    public JournalHead Head { get; private set; } = JournalHead.Empty;

    public List<JournalEntry> Entries { get; } = [];

    /// <summary>Every record that the stream ever had, by its shard.</summary>
    public IEnumerable<(string Shard, IReadOnlyList<StreamRecord> Records)> Shards => _shards.Select(shard => (shard.Id, (IReadOnlyList<StreamRecord>)shard.Records));

    public int Pending => _pending.Count;

    /// <summary>The journal as one process sees it.</summary>
    public IJournalStore For(int process) => new View(this, process);

    /// <summary>A change of an item.</summary>
    public void Change(int key)
    {
        var open = _shards.FindLastIndex(shard => !shard.IsClosed);
        _shards[open].Records.Add(Record(key, ++_sequence));
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
            case 2:
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

    /// <summary>A process is gone: what it has sent may still arrive, nobody waits for it.</summary>
    public void Kill(int process)
    {
        foreach (var operation in _pending.Where(operation => operation.Process == process).ToList())
        {
            _pending.Remove(operation);
            _late.Add(operation.Apply);
        }
    }

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

    private Task<T> Later<T>(int process, Func<T> run)
    {
        var operation = new Operation<T>(process, run);
        _pending.Add(operation);
        return operation.Task;
    }

    private bool Commit(JournalCommit commit)
    {
        if (commit.Expected.Write != Head.Write)
        {
            return false;
        }

        Head = commit.Next;
        Entries.AddRange(commit.Entries);
        foreach (var mark in commit.Marks)
        {
            _marks[mark.ShardId] = mark;
        }

        return true;
    }

    private abstract class Operation(int process)
    {
        public int Process { get; } = process;

        public abstract void Apply();

        public abstract void Answer();

        public abstract void Fail();
    }

    private sealed class Operation<T>(int process, Func<T> run) : Operation(process)
    {
        private readonly TaskCompletionSource<T> _answer = new();
        private T? _result;

        public Task<T> Task => _answer.Task;

        public override void Apply() => _result = run();

        public override void Answer() => _answer.TrySetResult(_result!);

        public override void Fail() => _answer.TrySetException(new DynamoDbException(DynamoDbFailure.TimedOut, "no answer"));
    }

    private sealed class View(SimulatedJournal journal, int process) : IJournalStore
    {
        public Task<JournalPage> ReadAsync(long after, bool isConsistent, CancellationToken cancellationToken) => journal.Later(
            process, () => new JournalPage([.. journal.Entries.Where(entry => entry.Position > after).Take(3)], journal.Head));

        public Task<JournalHead?> ReadHeadAsync(CancellationToken cancellationToken) => journal.Later<JournalHead?>(process, () => journal.Head);

        public Task<IReadOnlyList<ShardMark>> ReadMarksAsync(CancellationToken cancellationToken) =>
            journal.Later<IReadOnlyList<ShardMark>>(process, () => [.. journal._marks.Values]);

        public Task<bool> TryCommitAsync(JournalCommit commit, CancellationToken cancellationToken) => journal.Later(process, () => journal.Commit(commit));
    }

    // Reads as the real cursor does: from the marks on, a child after its parent.
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
            HasGap = marks.Count == 0;
            foreach (var mark in marks.Where(mark => mark.HasEnded))
            {
                _ended.Add(mark.ShardId);
            }

            foreach (var (id, _, records, isClosed) in journal._shards)
            {
                var mark = marks.FirstOrDefault(mark => mark.ShardId == id);
                _next[id] = mark is null
                    ? (HasGap ? records.Count : 0)
                    : records.FindIndex(record => record.SequenceNumber == mark.SequenceNumber) + 1;
                if (HasGap && isClosed)
                {
                    _ended.Add(id);
                }
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
                records.AddRange(all.Skip(next).Select(record => (id, record)));
                _next[id] = all.Count;
                if (isClosed)
                {
                    ended.Add(id);
                }
            }

            _ended.UnionWith(ended);
            return new StreamBatch(records, ended);
        });
    }
}
