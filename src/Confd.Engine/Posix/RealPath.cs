using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>Resolves symbolic links in every part of a path; used wherever the target of a path is needed.</summary>
internal static class RealPath
{
    // As Linux does (ELOOP).
    private const int MaxHops = 40;

    // .NET's replacement in a name that is not UTF-8: such a name cannot be examined, so nothing may be concluded from it.
    private const char NotText = '\uFFFD';

    /// <summary>Resolves a path as the kernel does: from the left; a <c>..</c> after a link leaves the folder that the link leads
    /// to.</summary>
    /// <param name="path">Absolute, or below the working directory. Parts that do not exist are kept unchanged.</param>
    /// <returns>The absolute path without links, and every link that was followed on the way, in order.</returns>
    /// <exception cref="IOException">The links are circular, or one leads to a name that is not UTF-8.</exception>
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

    /// <summary>The path without links, or null where it cannot be resolved.</summary>
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

    /// <summary>The path of a folder relative to an outer one, links followed: <c>a/b</c>, and <c>.</c> for the outer folder itself; null
    /// where it is not below or cannot be resolved.</summary>
    /// <param name="root">The outer folder.</param>
    /// <param name="folder">The folder that may be below it.</param>
    public static string? TryResolveBelow(string root, string folder) =>
        folder == root ? "."
        : TryResolve(root) is not { } outer || TryResolve(folder) is not { } inner ? null
        : inner == outer ? "."
        : IsBelow(inner, outer) ? Path.GetRelativePath(outer, inner)
        : null;

    /// <summary>True for a folder and for paths below it, by text.</summary>
    /// <inheritdoc cref="IsBelow"/>
    public static bool IsAtOrBelow(string path, string folder) => path == folder || IsBelow(path, folder);

    /// <summary>True for a path below a folder, by text: not the folder itself.</summary>
    /// <param name="path">Clean, and absolute where the folder is.</param>
    /// <param name="folder">Clean; <c>.</c> for the working directory.</param>
    public static bool IsBelow(string path, string folder) => folder switch
    {
        "/" => path.Length > 1 && path[0] == '/',
        "." => path is not ("" or "." or "..") && path[0] != '/' && !path.StartsWith("../", StringComparison.Ordinal),
        _ => path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/',
    };

    // By text only, unchanged: the meaning of ".." depends on the links before it.
    private static string Absolute(string path) => path.StartsWith('/') ? path : Path.Join(Environment.CurrentDirectory, path);

    // No file has a name with a NUL byte: opening it reports that.
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
