namespace Confd.Engine.Posix;

/// <summary>Folders as Kubernetes mounts ConfigMaps, Secrets and projected volumes.</summary>
/// <remarks>
/// The files lie in a folder of their own for each generation (<c>..2026_01_02_...</c>), the link <c>..data</c> leads to the current one,
/// and the names that people see are links through it. Who walks over all of it finds each file twice, and during an update the old
/// generation too.
/// </remarks>
internal static class ProjectedFolder
{
    private const string Current = "..data";
    private const string OwnStart = "..";

    /// <summary>What a folder holds, without generations other than the current one, in no order.</summary>
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

    /// <summary>True for what a walk enters: folders, and of links to folders only the one to the current generation.</summary>
    public static bool IsEntered(FileSystemInfo entry) => entry is DirectoryInfo && (entry.LinkTarget is null || IsCurrent(entry));

    /// <summary>Takes away files of the current generation that were also found by the name that people see.</summary>
    /// <param name="files">Found by walking as <see cref="IsEntered"/> says; their order is kept.</param>
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

    // Only where it leads beside itself: any other link is somebody's own.
    private static bool IsCurrent(FileSystemInfo entry) =>
        entry is DirectoryInfo { Name: Current, LinkTarget: not null } link
        && RealPath.TryResolve(link.FullName) is { } target
        && RealPath.TryResolve(Path.GetDirectoryName(link.FullName)!) == Path.GetDirectoryName(target);
}
