using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>Parses the flag or segment in an item.</summary>
internal static class ItemContent
{
    /// <summary>The <see cref="FeatureFlag"/> or <see cref="Segment"/>; null for a tombstone, and for what the store cannot read.</summary>
    /// <exception cref="FlagFormatException">It does not fit the model.</exception>
    public static object? Parse(ItemName name, VersionedItem item)
    {
        if (item.IsDeleted || item.IsUnreadable)
        {
            return null;
        }

        if (name.Kind == DataKind.Features)
        {
            var flag = FlagJson.Parse(item.Content.Span, name.Key);
            return flag.Key == name.Key ? flag : flag with { Key = name.Key };
        }

        var segment = SegmentJson.Parse(item.Content.Span, name.Key);
        return segment.Key == name.Key ? segment : segment with { Key = name.Key };
    }

    /// <summary>True for an item that is neither a tombstone nor broken.</summary>
    public static bool IsReadable(ItemName name, VersionedItem item)
    {
        try
        {
            return Parse(name, item) is not null;
        }
        catch (FlagFormatException)
        {
            return false;
        }
    }

    /// <summary>What a parsed item refers to.</summary>
    public static IEnumerable<ItemName> ReferencesOf(object? parsed) => parsed switch
    {
        FeatureFlag flag => FlagReferences.Of(flag),
        Segment segment => FlagReferences.Of(segment),
        _ => [],
    };
}
