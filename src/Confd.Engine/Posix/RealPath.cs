using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>Follows symbolic links in every part of a path; whatever asks where a path leads asks here.</summary>
internal static class RealPath
{
    // As Linux does (ELOOP).
    private const int MaxHops = 40;

    // What .NET puts where a name is not UTF-8: such a name cannot be looked at, so nothing may be concluded from it.
    private const char NotText = '\uFFFD';

    /// <summary>Resolves a path as the kernel does: from the left, a <c>..</c> behind a link leaves the folder that the link leads
    /// to.</summary>
    /// <param name="path">Absolute, or below the working directory. Parts that do not exist are kept as they are.</param>
    /// <returns>The absolute path without links, and every link that was followed on the way, in order.</returns>
    /// <exception cref="IOException">The links form a circle, or one leads to a name that is not UTF-8.</exception>
    public static (string Target, IReadOnlyList<string> Links) Resolve(string path)
    {
        var links = new List<string>();
        var rest = new Stack<string>(PartsFromBack(Absolute(path)));
        var resolved = "/";
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? "/";
                continue;
            }

            var next = Path.Join(resolved, part);
            if (LinkTargetOf(next) is not { } target)
            {
                resolved = next;
                continue;
            }

            links.Add(next);
            if (links.Count > MaxHops)
            {
                throw new UnixException($"lstat {path}", UnixError.TooManyLinks);
            }

            if (target.Contains(NotText, StringComparison.Ordinal))
            {
                throw new IOException($"the link {next} leads to a name that is not UTF-8");
            }

            resolved = target.StartsWith('/') ? "/" : resolved;
            foreach (var piece in PartsFromBack(target))
            {
                rest.Push(piece);
            }
        }

        return (resolved, links);
    }

    /// <summary>The path without links, or null where nothing can be said about it.</summary>
    /// <param name="path">As for <see cref="Resolve"/>.</param>
    public static string? TryResolve(string path)
    {
        try
        {
            return Resolve(path).Target;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Where a folder lies below another, links followed: <c>a/b</c>, and <c>.</c> for the outer folder itself; null where it lies
    /// elsewhere or nothing can be said.</summary>
    /// <param name="root">The outer folder.</param>
    /// <param name="folder">The folder that may be in it.</param>
    public static string? TryResolveBelow(string root, string folder) =>
        folder == root ? "."
        : TryResolve(root) is not { } outer || TryResolve(folder) is not { } inner ? null
        : inner == outer ? "."
        : IsBelow(inner, outer) ? Path.GetRelativePath(outer, inner)
        : null;

    /// <summary>True for a folder and for something below it, by text.</summary>
    /// <inheritdoc cref="IsBelow"/>
    public static bool IsAtOrBelow(string path, string folder) => path == folder || IsBelow(path, folder);

    /// <summary>True for something below a folder, by text: not the folder itself.</summary>
    /// <param name="path">Clean, and absolute where the folder is.</param>
    /// <param name="folder">Clean; <c>.</c> for the working directory.</param>
    public static bool IsBelow(string path, string folder) => folder switch
    {
        "/" => path.Length > 1 && path[0] == '/',
        "." => path is not ("" or "." or "..") && path[0] != '/' && !path.StartsWith("../", StringComparison.Ordinal),
        _ => path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/',
    };

    // By text alone, nothing taken away: ".." means something only once the links before it are known.
    private static string Absolute(string path) => path.StartsWith('/') ? path : Path.Join(Environment.CurrentDirectory, path);

    // A name with a NUL byte is the name of nothing: opening it says so.
    private static string? LinkTargetOf(string path) =>
        path.Contains('\0', StringComparison.Ordinal) ? null : new FileInfo(path).LinkTarget;

    private static IEnumerable<string> PartsFromBack(string path)
    {
        var parts = path.Split('/');
        for (var at = parts.Length - 1; at >= 0; at--)
        {
            if (parts[at] is not ("" or "."))
            {
                yield return parts[at];
            }
        }
    }
}
