namespace Confd.Engine.Backends;

/// <summary>Follows symbolic links in every part of a path.</summary>
internal static class SymbolicLinks
{
    // As Linux does (ELOOP).
    private const int MaxHops = 40;

    /// <summary>Resolves a path; parts that do not exist are kept as they are.</summary>
    /// <returns>The path without links, and every link that was followed on the way, in order.</returns>
    /// <exception cref="IOException">The links form a circle.</exception>
    public static (string Target, IReadOnlyList<string> Links) Resolve(string path)
    {
        var links = new List<string>();
        var rest = new Stack<string>(Parts(Path.GetFullPath(path)).Reverse());
        var resolved = "/";
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? "/";
                continue;
            }

            var next = Path.Join(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            links.Add(next);
            if (links.Count > MaxHops)
            {
                throw new IOException($"too many levels of symbolic links: {path}");
            }

            resolved = target.StartsWith('/') ? "/" : resolved;
            foreach (var piece in Parts(target).Reverse())
            {
                rest.Push(piece);
            }
        }

        return (resolved, links);
    }

    private static IEnumerable<string> Parts(string path) => path.Split('/').Where(part => part is not ("" or "."));
}
