using System.Text;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>The partition keys of one environment. With a prefix P they begin with <c>P:</c>; without one there is no colon.</summary>
internal sealed class Namespaces(string? prefix)
{
    /// <summary>A partition that has no rows in any table: a query for it tests the table's keys.</summary>
    public const string Probe = "$keys";

    private readonly string _prefix = string.IsNullOrEmpty(prefix) ? "" : prefix + ":";

    /// <summary>Partition and sort key of the mark of an initialized store: the prefix is in both.</summary>
    public string Marker => _prefix + "$inited";

    /// <summary>Partition and sort key of the row with the source that fills this environment. No SDK reads that partition.</summary>
    public string Source => _prefix + "$source";

    /// <summary>Partition of the rows with the members of big segments.</summary>
    public string BigSegmentMembers => _prefix + "big_segments_user";

    /// <summary>Partition and sort key of the row with the time of the big segments: the prefix is in both.</summary>
    public string BigSegmentMetadata => _prefix + "big_segments_metadata";

    /// <summary>Partition of a kind's rows. Their sort keys are the items' keys, without the prefix.</summary>
    public string Of(DataKind kind) => _prefix + kind.Name;

    /// <summary>Whether there can be a row with that sort key. DynamoDB rejects requests for others.</summary>
    public static bool MayHave(string key) => key.Length > 0 && Encoding.UTF8.GetByteCount(key) <= ItemLimits.SortKeyBytes;

    /// <summary>Partition of the parts of a kind's large items: separate, so that other readers do not find them.</summary>
    public string OfParts(DataKind kind) => _prefix + kind.Name + "$parts";
}
