using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Authoring.Files;

/// <summary>
/// A flag or segment as a file in version control: its JSON without what the store assigns (<c>version</c>) and without <c>deleted</c>; an
/// archived one has <c>"archived": true</c>.
/// </summary>
public static class FlagFile
{
    private static readonly HashSet<string> FalseByDefault = new(StringComparer.Ordinal)
    {
        FieldNames.On, FieldNames.Deleted, FieldNames.Archived, FieldNames.Negate, FieldNames.ClientSide, FieldNames.Unbounded,
        FieldNames.UsingMobileKey, FieldNames.UsingEnvironmentId, "trackEvents", "trackEventsFallthrough",
        "excludeFromSummaries", "untracked",
    };

    private static readonly HashSet<string> EmptyByDefault = new(StringComparer.Ordinal)
    {
        FieldNames.Prerequisites, FieldNames.Targets, FieldNames.ContextTargets, FieldNames.Rules, FieldNames.Clauses, FieldNames.Included,
        FieldNames.Excluded, FieldNames.IncludedContexts, FieldNames.ExcludedContexts, FieldNames.Tags, FieldNames.Values,
    };

    /// <summary>The text of a file: indented JSON that ends with a line feed.</summary>
    public static byte[] Write(FlagDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var root = document.CopyRoot();
        root.Remove(FieldNames.Version);
        root.Remove(FieldNames.Deleted);
        return [.. WrittenJson.Of(writer => root.WriteTo(writer), WrittenJson.Readable with { Indented = true }).Span, (byte)'\n'];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">The key in its file name.</param>
    /// <param name="utf8Json">One JSON object; <c>version</c> and <c>deleted</c> are ignored.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="FlagDataException">It is not a JSON object, has a duplicate field or text that is not Unicode, or has another
    /// key.</exception>
    public static FlagDocument Read(DataKind kind, string key, ReadOnlyMemory<byte> utf8Json, string source)
    {
        // Throws with the problem and its position.
        FlagDataReader.ReadItem(key, utf8Json.Span, source);
        JsonObject root;
        try
        {
            root = DocumentJson.Read(utf8Json, source);
        }
        catch (FlagEditException)
        {
            throw new FlagDataException(source, 0, 0, "a field comes twice, or a text is not Unicode");
        }

        root.Remove(FieldNames.Version);
        root.Remove(FieldNames.Deleted);
        if (root.IsTrue(FieldNames.Archived))
        {
            root[FieldNames.Deleted] = true;
        }

        return FlagDocument.New(kind, key, 0, root);
    }

    /// <summary>
    /// Applies the file to the stored document: all fields of the file, with the next version. A salt that the file does not have is kept,
    /// or created for a new document; a big segment keeps its members.
    /// </summary>
    internal static FlagDocument Over(FlagDocument file, FlagDocument? stored)
    {
        var root = file.CopyRoot();
        var isNew = stored is not { IsKept: true, Fault: null };
        var salt = isNew ? Edits.FlagTemplate.NewId() : stored!.Field(FieldNames.Salt)?.DeepClone();
        if (root.Text(FieldNames.Salt) is null && salt is not null)
        {
            root[FieldNames.Salt] = salt;
        }

        EnvironmentFields.KeepMembers(root, stored);
        return FlagDocument.New(file.Kind, file.Key, (stored?.Version ?? 0) + 1, root);
    }

    /// <summary>True if both mean the same to every reader: absent, null and default values are equivalent.</summary>
    internal static bool HasSameContent(FlagDocument one, FlagDocument other) =>
        (one.Fault ?? other.Fault) is null && JsonNode.DeepEquals(Plain(one), Plain(other));

    /// <summary>As <see cref="HasSameContent"/>, but ignores the fields that are specific to an environment.</summary>
    internal static bool HasSameContentElsewhere(FlagDocument one, FlagDocument other)
    {
        var (plain, otherPlain) = (Plain(one), Plain(other));
        EnvironmentFields.Remove(plain);
        EnvironmentFields.Remove(otherPlain);
        return (one.Fault ?? other.Fault) is null && JsonNode.DeepEquals(plain, otherPlain);
    }

    private static JsonObject Plain(FlagDocument document)
    {
        var root = document.CopyRoot();
        root.Remove(FieldNames.Version);
        Strip(root, isRoot: true);
        return root;
    }

    private static void Strip(JsonObject parent, bool isRoot)
    {
        foreach (var (name, value) in parent.ToList())
        {
            var isDefault = value switch
            {
                null => true,
                JsonValue scalar when scalar.TryGetValue(out bool flag) => !flag && FalseByDefault.Contains(name),
                JsonArray { Count: 0 } => EmptyByDefault.Contains(name),
                _ => false,
            };
            if (isDefault)
            {
                parent.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                Strip(inner, isRoot: false);
            }
            else if (value is JsonArray list && !(isRoot && name == FieldNames.Variations) && name != FieldNames.Values)
            {
                foreach (var item in list.OfType<JsonObject>())
                {
                    Strip(item, isRoot: false);
                }
            }
        }
    }
}
