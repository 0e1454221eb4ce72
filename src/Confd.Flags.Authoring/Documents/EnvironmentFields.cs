using System.Text.Json.Nodes;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Documents;

/// <summary>The fields of a flag or segment that are specific to an environment: the salt, and for a big segment the location of its
/// members, which are stored under its key and generation.</summary>
internal static class EnvironmentFields
{
    private static readonly string[] OfBigSegments =
        [FieldNames.Unbounded, FieldNames.UnboundedContextKind, FieldNames.Generation];

    /// <summary>Replaces the fields from elsewhere by those of a stored big segment.</summary>
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

    /// <summary>Removes the fields that are specific to one environment.</summary>
    public static void Remove(JsonObject root)
    {
        root.Remove(FieldNames.Salt);
        root.Remove(FieldNames.Generation);
    }
}
