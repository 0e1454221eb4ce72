using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Files;

/// <summary>Plans that make an environment equal to a folder of files.</summary>
public static class FolderPlan
{
    /// <summary>Creates the plan.</summary>
    /// <param name="seen">The environment that was read.</param>
    /// <param name="files">All files of the folder.</param>
    /// <param name="surplus">How to treat items that are not in the folder.</param>
    public static FlagPlan Of(EnvironmentSnapshot seen, IReadOnlyList<FlagDocument> files, SurplusItems surplus)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var known = files.Select(file => file.ItemName).ToHashSet();
        var wanted = files
            .Select(file => (File: file, Stored: seen.Find(file.Kind, file.Key)))
            .Where(pair => pair.Stored is null || !FlagFile.HasSameContent(FlagFile.Over(pair.File, pair.Stored), pair.Stored))
            .Where(pair => pair is not { Stored: null, File.IsArchived: true })
            .Select(pair => FlagFile.Over(pair.File, pair.Stored));
        var left = seen.Documents().Where(document => !known.Contains(document.ItemName)).ToList();
        var deleted = (surplus == SurplusItems.Delete ? left : []).Select(
            document => FlagDocument.Tombstone(document.Kind, document.Key, document.Version + 1));
        return FlagPlan.Of(seen, [.. WriteOrder.Of(wanted), .. deleted], seen.Validate, left);
    }
}
