using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>The processes of a group, as <c>/proc</c> lists them.</summary>
internal static class ProcessGroup
{
    /// <summary>True where a process is in a group, other than the one that leads it. Ended processes do not count, even where nothing has
    /// waited for them yet.</summary>
    /// <param name="group">The ID of the group and of its leader.</param>
    /// <returns>False too where <c>/proc</c> is not mounted or may not be read; true where it cannot be read at the moment, as without a
    /// free descriptor.</returns>
    public static bool HasFollowers(int group)
    {
        try
        {
            return Directory.Exists("/proc/self")
                && Directory.EnumerateDirectories("/proc").Any(path =>
                    int.TryParse(Path.GetFileName(path.AsSpan()), out var process) && process != group && GroupOf(process) == group);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            // A group that was given up too early would be left behind; the caller's time limit ends one that is kept too long.
            return true;
        }
    }

    // "1 (name of the program) S 0 1 ...": ID, name, state, parent, group. The name may contain anything.
    private static int? GroupOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 5) is [_, not ("Z" or "X"), _, var group, _]
                && int.TryParse(group, out var number) ? number : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException
            or IOException { HResult: UnixError.NoSuchEntry })
        {
            // It has ended in the meantime.
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's, where these are hidden.
            return null;
        }
    }
}
