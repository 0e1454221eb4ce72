using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Files;

/// <summary>What makes an environment equal to a folder of files.</summary>
/// <param name="Plan">What is to be written.</param>
/// <param name="Surplus">What the environment has and the folder has not: deleted by the plan if that was asked for, else left.</param>
public sealed record FolderPlan(FlagPlan Plan, IReadOnlyList<FlagDocument> Surplus)
{
    /// <summary>Makes the plan.</summary>
    /// <param name="seen">The environment as it is.</param>
    /// <param name="files">All files of the folder.</param>
    /// <param name="surplus">What becomes of what the folder does not have.</param>
    public static FolderPlan Of(EnvironmentSnapshot seen, IReadOnlyList<FlagDocument> files, SurplusItems surplus)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var known = files.Select(file => file.ItemName).ToHashSet();
        var wanted = files
            .Select(file => (File: file, Stored: seen.Find(file.Kind, file.Key)))
            .Where(pair => pair.Stored is null || !FlagFile.SaysTheSame(FlagFile.Over(pair.File, pair.Stored), pair.Stored))
            .Where(pair => pair is not { Stored: null, File.IsArchived: true })
            .Select(pair => FlagFile.Over(pair.File, pair.Stored));
        var left = seen.Documents().Where(document => !known.Contains(document.ItemName)).ToList();
        var deleted = (surplus == SurplusItems.Delete ? left : []).Select(
            document => FlagDocument.Tombstone(document.Kind, document.Key, document.Version + 1));
        return new FolderPlan(FlagPlan.Of(seen, [.. WriteOrder.Of(wanted), .. deleted]), left);
    }

    /// <summary>Says that so much would be deleted that the folder may be the wrong one; null: it is plausible.</summary>
    public string? FindExcess()
    {
        var stored = Plan.Before.Documents().Count();
        var deleted = Plan.Changes.Count(change => !change.After.IsKept);

        // Other items in their place are no excuse: a folder may be another project's.
        return new RemovalShare(stored, deleted) is { IsAll: true } or { IsMostOfMany: true }
            ? $"{deleted} of {stored} flags and segments"
            : null;
    }
}
