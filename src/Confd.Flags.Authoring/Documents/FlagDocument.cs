using System.Text.Json.Nodes;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Documents;

/// <summary>A flag or segment as it is stored, with every field, also unknown ones. Immutable.</summary>
/// <remarks>The version is that of the store; a different one in the text is ignored, as by every reader.</remarks>
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

    /// <summary>The key under which it is stored.</summary>
    public string Key { get; }

    /// <summary>The stored version.</summary>
    public long Version { get; }

    /// <summary>Why the stored text cannot be read; null: it can. A document that cannot be read can be replaced and deleted, but not
    /// changed.</summary>
    public string? Fault { get; private init; }

    /// <summary>True if evaluators treat it as missing, also when archived.</summary>
    public bool IsDeleted => _root.IsTrue(FieldNames.Deleted);

    /// <summary>True if it is archived: deleted for evaluators, but stored with all its fields, so that it can be restored.</summary>
    public bool IsArchived => IsDeleted && _root.IsTrue(FieldNames.Archived);

    /// <summary>True unless it is deleted without being archived.</summary>
    public bool IsKept => !IsDeleted || IsArchived;

    /// <summary>True for a segment whose members are stored elsewhere, under its key and generation.</summary>
    internal bool IsBig => Kind == DataKind.Segments && _root.IsTrue(FieldNames.Unbounded);

    /// <summary>Its kind and key.</summary>
    internal ItemName ItemName => new(Kind, Key);

    /// <summary>Its name in messages: <c>flag 'new-checkout'</c>.</summary>
    public string Name => NameOf(Kind, Key);

    /// <summary>Its name, description and tags.</summary>
    public FlagLabels Labels => new(_root.Text(FieldNames.Name), _root.Text(FieldNames.Description), [.. _root.Texts(FieldNames.Tags)]);

    /// <summary>Reads a stored item.</summary>
    /// <exception cref="FlagEditException">Its text is not a JSON object, has a duplicate field, or contains text that is not
    /// Unicode.</exception>
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

    /// <summary>True unless the item is a tombstone that is not archived.</summary>
    public static bool IsAnythingLeft(DataKind kind, string key, VersionedItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return !item.IsDeleted || ReadAny(kind, key, item).IsKept;
    }

    /// <summary>How an item that evaluators treat as missing was removed, for the end of a message: <c>; it was archived in version
    /// 8</c>.</summary>
    /// <param name="found">The stored document; null, for an empty text: nothing is stored.</param>
    public static string RemovalOf(FlagDocument? found) =>
        found is null ? "" : $"; it was {(found.IsArchived ? "archived" : "deleted")} in version {found.Version}";

    /// <summary>The flag as an evaluator reads it.</summary>
    /// <exception cref="FlagFormatException">A field has the wrong type.</exception>
    public FeatureFlag ToFlag() => FlagJson.Parse(ToUtf8(), Key);

    /// <summary>The segment as an evaluator reads it.</summary>
    /// <exception cref="FlagFormatException">A field has the wrong type.</exception>
    public Segment ToSegment() => SegmentJson.Parse(ToUtf8(), Key);

    /// <summary>The whole document as compact JSON.</summary>
    public byte[] ToUtf8() => DocumentJson.ToUtf8(_root);

    /// <summary>The document as an item for a store.</summary>
    public VersionedItem ToItem() =>
        IsDeleted ? VersionedItem.Tombstone(Version, ToUtf8()) : new VersionedItem(Version, ToUtf8());

    internal static FlagDocument New(DataKind kind, string key, long version, JsonObject root)
    {
        Put(root, 0, FieldNames.Key, JsonValue.Create(key));
        Put(root, 1, FieldNames.Version, JsonValue.Create(version));
        return new FlagDocument(kind, key, version, root);
    }

    /// <summary>A tombstone without any fields of the deleted item.</summary>
    internal static FlagDocument Tombstone(DataKind kind, string key, long version) =>
        New(kind, key, version, new JsonObject { [FieldNames.Deleted] = true });

    /// <summary>The name of a flag or segment in messages: <c>flag 'new-checkout'</c>.</summary>
    public static string NameOf(DataKind kind, string key) => $"{(kind == DataKind.Segments ? "segment" : "flag")} '{key}'";

    /// <summary>A copy of the root that the caller may change.</summary>
    internal JsonObject CopyRoot() => _root.DeepClone().AsObject();

    /// <summary>The field, for reading.</summary>
    internal JsonNode? Field(string name) => _root[name];

    /// <summary>Names of the fields in order.</summary>
    internal IEnumerable<string> FieldsInOrder => _root.Select(property => property.Key);

    /// <summary>Throws unless the version is the required one.</summary>
    /// <exception cref="FlagEditException">It has another version.</exception>
    public void RequireVersion(long? ifVersion)
    {
        if (ifVersion is { } wanted && wanted != Version)
        {
            throw new FlagEditException(
                $"{Name} has version {Version}, not {wanted}: it was changed meanwhile, and nothing was written",
                FlagRefusal.ChangedMeanwhile);
        }
    }

    /// <summary>True if both are equal apart from their versions.</summary>
    internal bool HasSameContent(FlagDocument other)
    {
        var mine = CopyRoot();
        var others = other.CopyRoot();
        mine.Remove(FieldNames.Version);
        others.Remove(FieldNames.Version);
        return (Fault ?? other.Fault) is null && JsonNode.DeepEquals(mine, others);
    }

    // At its original place, or at the place where people expect it.
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
