using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Journal;

/// <summary>Converts between a journal and the items of its table.</summary>
/// <remarks>
/// Partition key <c>kind</c>, sort key <c>position</c>, both strings.
/// <list type="table">
/// <item><term><c>entry</c>, <c>entry#1</c> … / 20 digits</term><description>An entry, in each replica: <c>fence</c>, <c>time</c> (Unix
/// milliseconds), <c>changes</c> (<see cref="JournalPayload"/>) or <c>gap</c>, <c>expires</c> (Unix seconds).</description></item>
/// <item><term>likewise / <c>head</c></term><description>The head, which sorts after all entries, so that one request returns
/// both.</description></item>
/// <item><term><c>history</c> / 20 digits</term><description>The images before the changes of an entry.</description></item>
/// <item><term><c>shard</c> / shard id</term><description>The position in the shard: <c>sequence</c>, <c>ended</c>, <c>epoch</c>,
/// <c>expires</c>.</description></item>
/// <item><term><c>note</c> / time and id</term><description>The author of a write, given by the writer: see <see
/// cref="JournalNote"/>.</description></item>
/// </list>
/// </remarks>
internal static class JournalItems
{
    public const string Kind = "kind";
    public const string Position = "position";
    public const string Expires = "expires";
    public const string ShardKind = "shard";
    public const string HistoryKind = "history";
    public const string NoteKind = "note";
    public const string HeadPosition = "head";

    /// <summary>The maximum number of copies of an entry that fit into one transaction with everything else.</summary>
    public const int MaxReplicas = 20;

    private const string Epoch = "epoch";

    // Digits sort before letters, and numbers of equal length sort as numbers.
    private const string PositionFormat = "D20";

    /// <summary>The partition of entries of one replica, from 0.</summary>
    public static string EntryKind(int replica) => replica == 0 ? "entry" : string.Create(CultureInfo.InvariantCulture, $"entry#{replica}");

    public static string PositionText(long position) =>
        position.ToString(PositionFormat, CultureInfo.InvariantCulture);

    public static Dictionary<string, AttributeValue> Key(string kind, string position) => new(StringComparer.Ordinal)
    {
        [Kind] = new() { S = kind },
        [Position] = new() { S = position },
    };

    /// <summary>All items of a partition.</summary>
    public static QueryRequest Query(string kind) => Query("#k = :k", kind, []);

    /// <summary>The items of a partition after a position.</summary>
    public static QueryRequest QueryAfter(string kind, string position) =>
        Query("#k = :k AND #p > :after", kind, new() { [":after"] = new() { S = position } });

    /// <summary>The items of a partition between two positions, both included.</summary>
    public static QueryRequest QueryBetween(string kind, string first, string last) =>
        Query("#k = :k AND #p BETWEEN :first AND :last", kind, new() { [":first"] = new() { S = first }, [":last"] = new() { S = last } });

    public static Dictionary<string, AttributeValue> Head(JournalHead head, int replica)
    {
        var item = Key(EntryKind(replica), HeadPosition);
        item["last"] = Number(head.Position);
        item["fence"] = Number(head.Fence);
        item["beat"] = Number(head.Beat);
        item["owner"] = new() { S = head.Owner };
        item["write"] = new() { S = head.Write };
        item["served"] = Number(head.Served);
        item["rounds"] = Number(head.Rounds);
        item["epoch"] = Number(head.Epoch);
        item["id"] = new() { S = head.Id };
        item["keep"] = Number((long)head.Keep.TotalSeconds);
        item["replicas"] = Number(head.Replicas);
        if (head.Table.Length > 0)
        {
            item["table"] = new() { S = head.Table };
        }

        return item;
    }

    public static JournalHead ReadHead(Dictionary<string, AttributeValue> item) =>
        new(Number(item, "last"), Number(item, "fence"), Number(item, "beat"), Text(item, "owner"), Text(item, "write"))
        {
            Id = item.TryGetValue("id", out var id) ? id.S ?? "" : "",
            Table = item.TryGetValue("table", out var table) ? table.S ?? "" : "",
            Served = Number(item, "served"),
            Rounds = Number(item, "rounds"),
            Epoch = Number(item, "epoch"),
            Keep = TimeSpan.FromSeconds(Math.Clamp(
                Number(item, "keep"),
                (long)JournalSettings.MinKeep.TotalSeconds,
                (long)JournalSettings.MaxKeep.TotalSeconds)),
            Replicas = (int)Math.Clamp(Number(item, "replicas"), 1, MaxReplicas),
        };

    public static Dictionary<string, AttributeValue> Entry(JournalEntry entry, byte[]? changes, int replica, DateTimeOffset expires)
    {
        var item = Key(EntryKind(replica), PositionText(entry.Position));
        item["fence"] = Number(entry.Fence);
        item["time"] = Number(entry.WrittenAt.ToUnixTimeMilliseconds());
        item[Expires] = Number(expires.ToUnixTimeSeconds());
        if (changes is null)
        {
            item["gap"] = new() { BOOL = true };
        }
        else
        {
            item["changes"] = new() { B = new MemoryStream(changes, writable: false) };
        }

        return item;
    }

    public static Dictionary<string, AttributeValue> History(long position, byte[] changes, DateTimeOffset expires)
    {
        var item = Key(HistoryKind, PositionText(position));
        item["changes"] = new() { B = new MemoryStream(changes, writable: false) };
        item[Expires] = Number(expires.ToUnixTimeSeconds());
        return item;
    }

    /// <summary>Reads an entry back.</summary>
    /// <exception cref="InvalidDataException">The item is not an entry in a supported format.</exception>
    public static JournalEntry ReadEntry(Dictionary<string, AttributeValue> item)
    {
        var isGap = !item.TryGetValue("changes", out var changes);
        return new JournalEntry(
            ReadPosition(item),
            Number(item, "fence"),
            DateTimeOffset.FromUnixTimeMilliseconds(Number(item, "time")),
            isGap ? [] : JournalPayload.Read(changes!.B?.ToArray() ?? []),
            isGap);
    }

    /// <summary>Reads the states of keys before and after.</summary>
    /// <exception cref="InvalidDataException">The item is not a history in a supported format.</exception>
    public static IReadOnlyList<Streams.StreamRecord> ReadHistory(Dictionary<string, AttributeValue> item) =>
        JournalPayload.ReadHistory(item.TryGetValue("changes", out var changes) && changes.B is { } bytes ? bytes.ToArray() : []);

    public static long ReadPosition(Dictionary<string, AttributeValue> item) =>
        long.Parse(Text(item, Position), CultureInfo.InvariantCulture);

    public static bool IsHead(Dictionary<string, AttributeValue> item) => Text(item, Position) == HeadPosition;

    public static Dictionary<string, AttributeValue> Mark(ShardMark mark, long epoch, DateTimeOffset expires)
    {
        var item = Key(ShardKind, mark.ShardId);
        item[Epoch] = Number(epoch);
        item[Expires] = Number(expires.ToUnixTimeSeconds());
        if (mark.SequenceNumber is not null)
        {
            item["sequence"] = new() { S = mark.SequenceNumber };
        }

        if (mark.HasEnded)
        {
            item["ended"] = new() { BOOL = true };
        }

        if (mark.IsUnknown)
        {
            item["unknown"] = new() { BOOL = true };
        }

        return item;
    }

    public static ShardMark ReadMark(Dictionary<string, AttributeValue> item) =>
        new(Text(item, Position), item.TryGetValue("sequence", out var sequence) ? sequence.S : null, item.ContainsKey("ended"))
        {
            IsUnknown = item.ContainsKey("unknown"),
        };

    /// <summary>Whether a mark is valid: it belongs to the head's epoch.</summary>
    public static bool IsOfEpoch(Dictionary<string, AttributeValue> mark, long epoch) =>
        mark.TryGetValue(Epoch, out var number) && number.N == Number(epoch).N;

    private static QueryRequest Query(string condition, string kind, Dictionary<string, AttributeValue> values)
    {
        values[":k"] = new() { S = kind };
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["#k"] = Kind };
        if (values.Count > 1)
        {
            names["#p"] = Position;
        }

        return new()
        {
            KeyConditionExpression = condition,
            ExpressionAttributeNames = names,
            ExpressionAttributeValues = values,
        };
    }

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    private static long Number(Dictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out var value) && long.TryParse(value.N, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"an item of the journal has no number '{name}'");

    /// <summary>A string attribute of an item.</summary>
    /// <exception cref="InvalidDataException">It has none with that name.</exception>
    public static string Text(Dictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out var value) && value.S is { } text
            ? text
            : throw new InvalidDataException($"an item of the journal has no text '{name}'");
}
