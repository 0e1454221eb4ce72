using System.Text;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>The partition keys of one environment. With a prefix P they begin with <c>P:</c>; without one there is no colon.</summary>
internal sealed class Namespaces(string? prefix)
{
    /// <summary>A partition that no table has rows in: whoever asks for it learns about the table's keys.</summary>
    public const string Probe = "$keys";

    private readonly string _prefix = string.IsNullOrEmpty(prefix) ? "" : prefix + ":";

    /// <summary>Partition and sort key of the row that says "initialised": the prefix is in both.</summary>
    public string Marker => _prefix + "$inited";

    /// <summary>Partition and sort key of the row that tells which source fills this environment. No SDK looks into that
    /// partition.</summary>
    public string Source => _prefix + "$source";

    /// <summary>Partition of the rows that tell who belongs to big segments.</summary>
    public string BigSegmentMembers => _prefix + "big_segments_user";

    /// <summary>Partition and sort key of the row that tells how old the big segments are: the prefix is in both.</summary>
    public string BigSegmentMetadata => _prefix + "big_segments_metadata";

    /// <summary>Partition of a kind's rows. Their sort keys are the items' keys, without the prefix.</summary>
    public string Of(DataKind kind) => _prefix + kind.Name;

    /// <summary>Whether there can be a row of that sort key. DynamoDB refuses questions for others.</summary>
    public static bool MayHave(string key) => key.Length > 0 && Encoding.UTF8.GetByteCount(key) <= ItemLimits.SortKeyBytes;

    /// <summary>Partition of the parts of a kind's large items: apart, so that other readers never meet them.</summary>
    public string OfParts(DataKind kind) => _prefix + kind.Name + "$parts";
}
