namespace Confd.Engine.Posix;

/// <summary>Folders of ConfigMaps, Secrets and projected volumes, as mounted by Kubernetes.</summary>
/// <remarks>
/// The files are in a separate folder for each generation (<c>..2026_01_02_...</c>), the link <c>..data</c> leads to the current one, and
/// the names that users see are links through it. A plain walk over all of it would find each file twice, and during an update also the
/// old generation.
/// </remarks>
internal static class ProjectedFolder
{
    private const string Current = "..data";
    private const string OwnStart = "..";

    /// <summary>The entries of a folder, without generations other than the current one, in no order.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be listed.</exception>
    public static IReadOnlyList<FileSystemInfo> EntriesOf(DirectoryInfo folder)
    {
        FileSystemInfo[] entries = [.. folder.EnumerateFileSystemInfos()];
        return Array.Exists(entries, IsCurrent)
            ? [.. entries.Where(
                entry => IsCurrent(entry) || entry is not DirectoryInfo || !entry.Name.StartsWith(OwnStart, StringComparison.Ordinal))]
            : entries;
    }

    /// <summary>True for folders that a walk enters: of links to folders only the one to the current generation.</summary>
    public static bool IsEntered(FileSystemInfo entry) => entry is DirectoryInfo && (entry.LinkTarget is null || IsCurrent(entry));

    /// <summary>Removes files of the current generation that were also found by the name that users see.</summary>
    /// <param name="files">Found by a walk with <see cref="IsEntered"/>; their order is kept.</param>
    public static IReadOnlyList<string> WithoutTwins(IReadOnlyList<string> files)
    {
        if (!files.Any(IsInGeneration))
        {
            return files;
        }

        var named = files.Where(file => !IsInGeneration(file)).Select(RealPath.TryResolve).ToHashSet(StringComparer.Ordinal);
        return [.. files.Where(file => !IsInGeneration(file) || RealPath.TryResolve(file) is not { } real || !named.Contains(real))];
    }

    private static bool IsInGeneration(string file) => file.Contains($"/{Current}/", StringComparison.Ordinal);

    // Only where it leads to a sibling: any other link was created by a user.
    private static bool IsCurrent(FileSystemInfo entry) =>
        entry is DirectoryInfo { Name: Current, LinkTarget: not null } link
        && RealPath.TryResolve(link.FullName) is { } target
        && RealPath.TryResolve(Path.GetDirectoryName(link.FullName)!) == Path.GetDirectoryName(target);
}
