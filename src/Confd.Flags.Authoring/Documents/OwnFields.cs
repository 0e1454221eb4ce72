using System.Text.Json.Nodes;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Documents;

/// <summary>What each environment has of its own in a flag or segment: the salt, and of a big segment where its members are, which are
/// stored under its key and generation.</summary>
internal static class OwnFields
{
    private static readonly string[] OfBigSegments =
        [FieldNames.Unbounded, FieldNames.UnboundedContextKind, FieldNames.Generation];

    /// <summary>Puts the fields of a stored big segment in the place of those that come from elsewhere.</summary>
    public static void KeepMembers(JsonObject root, FlagDocument? stored)
    {
        if (stored is { IsDeleted: false } && stored.Kind == DataKind.Segments && stored.IsBig)
        {
            foreach (var field in OfBigSegments)
            {
                root.Remove(field);
                if (stored.Field(field) is { } own)
                {
                    root[field] = own.DeepClone();
                }
            }
        }
    }

    /// <summary>Takes out what counts in one environment only.</summary>
    public static void Remove(JsonObject root)
    {
        root.Remove(FieldNames.Salt);
        root.Remove(FieldNames.Generation);
    }
}
