using Amazon.DynamoDBv2.Model;
using Confd.Flags.DynamoDb.Rows;

namespace Confd.Flags.DynamoDb;

/// <summary>What must hold of the stored row for a write to happen.</summary>
internal readonly record struct WriteCondition
{
    private readonly bool _orNewer;
    private readonly bool _orUnreadable;
    private readonly long? _seen;

    private WriteCondition(bool orNewer, bool orUnreadable, long? seen)
    {
        _orNewer = orNewer;
        _orUnreadable = orUnreadable;
        _seen = seen;
    }

    /// <summary>There is no row, or its version is lower (the condition of LaunchDarkly's SDKs) or no number.</summary>
    public static WriteCondition NewerThanStored { get; } = new(orNewer: true, orUnreadable: false, seen: null);

    /// <summary>As <see cref="NewerThanStored"/>, or the row has nothing that a reader could read.</summary>
    public static WriteCondition NewerThanStoredOrUnreadable { get; } = new(orNewer: true, orUnreadable: true, seen: null);

    /// <summary>The row still has the version that was seen.</summary>
    public static WriteCondition Unchanged(long seen) => new(orNewer: false, orUnreadable: false, seen);

    /// <summary>The row still has the version that was seen, or a lower one than the item.</summary>
    public static WriteCondition UnchangedOrOlder(long seen) => new(orNewer: true, orUnreadable: false, seen);

    public string Expression => string.Join(" OR ", Alternatives());

    public Dictionary<string, string> Names() => _orUnreadable
        ? new(StringComparer.Ordinal) { ["#version"] = Attributes.Version, ["#item"] = Attributes.Item }
        : new(StringComparer.Ordinal) { ["#version"] = Attributes.Version };

    public Dictionary<string, AttributeValue> Values(long version)
    {
        var values = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        if (_orNewer)
        {
            values[":number"] = new() { S = "N" };
            values[":version"] = new() { N = $"{version}" };
        }

        if (_seen is { } seen)
        {
            values[":seen"] = new() { N = $"{seen}" };
        }

        return values;
    }

    private IEnumerable<string> Alternatives()
    {
        if (_orNewer)
        {
            // Also where there is no row or no version. A version that is no number compares with none, and would keep every later write out.
            yield return "NOT attribute_type(#version, :number)";
            yield return "#version < :version";
        }

        if (_seen is not null)
        {
            yield return "#version = :seen";
        }

        if (_orUnreadable)
        {
            yield return "attribute_not_exists(#item)";
        }
    }
}
