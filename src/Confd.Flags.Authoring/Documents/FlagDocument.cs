using System.Text.Json.Nodes;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Documents;

/// <summary>A flag or segment as it is stored, with every field, those that nobody here knows too. Immutable.</summary>
/// <remarks>The version is that of the store; one in the text that differs does not count, as for every reader.</remarks>
public sealed class FlagDocument
{
    private readonly JsonObject _root;

    private FlagDocument(DataKind kind, string key, long version, JsonObject root)
    {
        Kind = kind;
        Key = key;
        Version = version;
        _root = root;
    }

    /// <summary><see cref="DataKind.Features"/> or <see cref="DataKind.Segments"/>.</summary>
    public DataKind Kind { get; }

    /// <summary>The key that it is stored under.</summary>
    public string Key { get; }

    /// <summary>The stored version.</summary>
    public long Version { get; }

    /// <summary>Why what is stored cannot be read; null: it can. One that cannot be read can be replaced and deleted, not
    /// changed.</summary>
    public string? Fault { get; private init; }

    /// <summary>True for one that evaluators take as not there, archived ones too.</summary>
    public bool IsDeleted => _root.IsTrue(FieldNames.Deleted);

    /// <summary>True for one that is put away with all it had, so that it can come back.</summary>
    public bool IsArchived => IsDeleted && _root.IsTrue(FieldNames.Archived);

    /// <summary>True for one that is there, or archived: of any other nothing is left.</summary>
    public bool IsKept => !IsDeleted || IsArchived;

    /// <summary>True for a segment whose members are kept elsewhere, under its key and generation.</summary>
    internal bool IsBig => Kind == DataKind.Segments && _root.IsTrue(FieldNames.Unbounded);

    /// <summary>Its kind and key.</summary>
    internal ItemName ItemName => new(Kind, Key);

    /// <summary>What people call it: <c>flag 'new-checkout'</c>.</summary>
    public string Name => NameOf(Kind, Key);

    /// <summary>What it says of itself to people.</summary>
    public FlagLabels Labels => new(_root.Text(FieldNames.Name), _root.Text(FieldNames.Description), [.. _root.Texts(FieldNames.Tags)]);

    /// <summary>Reads a stored item.</summary>
    /// <exception cref="FlagEditException">Its text is no JSON object, has a field twice, or holds text that is not Unicode.</exception>
    public static FlagDocument Read(DataKind kind, string key, VersionedItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.IsDeleted && (item.Content.IsEmpty || item.Content.Span.SequenceEqual("null"u8)))
        {
            return Tombstone(kind, key, item.Version);
        }

        return New(kind, key, item.Version, DocumentJson.Read(item.Content, NameOf(kind, key)));
    }

    /// <summary>Reads a stored item, also one that cannot be read: see <see cref="Fault"/>.</summary>
    public static FlagDocument ReadAny(DataKind kind, string key, VersionedItem item)
    {
        try
        {
            return Read(kind, key, item);
        }
        catch (FlagEditException unreadable)
        {
            var root = new JsonObject { [FieldNames.Deleted] = item.IsDeleted };
            return new FlagDocument(kind, key, item.Version, root) { Fault = unreadable.Message };
        }
    }

    /// <summary>True for what is there, and for what was archived; false for a tombstone that holds nothing.</summary>
    public static bool IsAnythingLeft(DataKind kind, string key, VersionedItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return !item.IsDeleted || ReadAny(kind, key, item).IsKept;
    }

    /// <summary>The flag that an evaluator sees.</summary>
    /// <exception cref="FlagFormatException">A field has the wrong type.</exception>
    public FeatureFlag ToFlag() => FlagJson.Parse(ToUtf8(), Key);

    /// <summary>The segment that an evaluator sees.</summary>
    /// <exception cref="FlagFormatException">A field has the wrong type.</exception>
    public Segment ToSegment() => SegmentJson.Parse(ToUtf8(), Key);

    /// <summary>All of it as compact JSON.</summary>
    public byte[] ToUtf8() => DocumentJson.ToUtf8(_root);

    /// <summary>What a store takes.</summary>
    public VersionedItem ToItem() =>
        IsDeleted ? VersionedItem.Tombstone(Version, ToUtf8()) : new VersionedItem(Version, ToUtf8());

    internal static FlagDocument New(DataKind kind, string key, long version, JsonObject root)
    {
        Put(root, 0, FieldNames.Key, JsonValue.Create(key));
        Put(root, 1, FieldNames.Version, JsonValue.Create(version));
        return new FlagDocument(kind, key, version, root);
    }

    /// <summary>One of which nothing is left.</summary>
    internal static FlagDocument Tombstone(DataKind kind, string key, long version) =>
        New(kind, key, version, new JsonObject { [FieldNames.Deleted] = true });

    /// <summary>What people call a flag or segment: <c>flag 'new-checkout'</c>.</summary>
    public static string NameOf(DataKind kind, string key) => $"{(kind == DataKind.Segments ? "segment" : "flag")} '{key}'";

    /// <summary>A copy of the root that the caller may change.</summary>
    internal JsonObject CopyRoot() => _root.DeepClone().AsObject();

    /// <summary>The field, to look at.</summary>
    internal JsonNode? Field(string name) => _root[name];

    /// <summary>Names of the fields in order.</summary>
    internal IEnumerable<string> FieldsInOrder => _root.Select(property => property.Key);

    /// <summary>Refuses to go on with another version than the demanded one.</summary>
    /// <exception cref="FlagEditException">It has another one.</exception>
    public void DemandVersion(long? ifVersion)
    {
        if (ifVersion is { } wanted && wanted != Version)
        {
            throw new FlagEditException(
                $"{Name} has version {Version}, not {wanted}: it was changed meanwhile, and nothing was written",
                FlagRefusal.ChangedMeanwhile);
        }
    }

    /// <summary>True if both say the same apart from their versions.</summary>
    internal bool SaysTheSame(FlagDocument other)
    {
        var mine = CopyRoot();
        var others = other.CopyRoot();
        mine.Remove(FieldNames.Version);
        others.Remove(FieldNames.Version);
        return (Fault ?? other.Fault) is null && JsonNode.DeepEquals(mine, others);
    }

    // In its place, or where people look for it.
    private static void Put(JsonObject root, int index, string name, JsonValue value)
    {
        if (root.ContainsKey(name))
        {
            root[name] = value;
        }
        else
        {
            root.Insert(Math.Min(index, root.Count), name, value);
        }
    }
}
