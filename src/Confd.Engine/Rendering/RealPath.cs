namespace Confd.Engine.Rendering;

/// <summary>Follows symbolic links in every part of a path.</summary>
internal static class RealPath
{
    // As the kernel does.
    private const int MaximumLinks = 40;

    /// <summary>The path without links; parts that do not exist stay as they are.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Null where links point in a circle.</returns>
    public static string? Resolve(string path)
    {
        var pending = new Stack<string>(PartsFromBack(path));
        var resolved = "/";
        var links = 0;
        while (pending.TryPop(out var part))
        {
            if (part == ".")
            {
                continue;
            }

            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? "/";
                continue;
            }

            // A name with a NUL byte is the name of nothing: opening it says so.
            var next = Path.Join(resolved, part);
            if (next.Contains('\0', StringComparison.Ordinal) || new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MaximumLinks)
            {
                return null;
            }

            resolved = target.StartsWith('/') ? "/" : resolved;
            foreach (var linked in PartsFromBack(target))
            {
                pending.Push(linked);
            }
        }

        return resolved;
    }

    /// <summary>True for something below a folder, by text: not the folder itself.</summary>
    public static bool IsBelow(string path, string folder) =>
        path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && (folder == "/" || path[folder.Length] == '/');

    private static IEnumerable<string> PartsFromBack(string path) =>
        Enumerable.Reverse(path.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
