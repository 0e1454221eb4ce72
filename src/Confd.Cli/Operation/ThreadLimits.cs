using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Confd.Cli.Operation;

/// <summary>The limits of the system for threads of this program's user and control group.</summary>
internal static partial class ThreadLimits
{
    // A program that starts a dozen threads will not be the one to reach so high a limit.
    private const ulong Wide = 16_384;

    private const int UserProcesses = 6;
    private const int AddressSpace = 9;
    private const int Data = 2;

    /// <summary>True where no limit is set that a dozen threads could reach; false where that cannot be read.</summary>
    public static bool AreWide()
    {
        try
        {
            return LimitOf(UserProcesses) >= Wide
                && LimitOf(AddressSpace) == ulong.MaxValue
                && LimitOf(Data) == ulong.MaxValue
                && TasksOf(Read("/proc/self/cgroup"), "/sys/fs/cgroup") >= Wide;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The lowest number of tasks that the control groups above a process allow; <see cref="ulong.MaxValue"/> for no
    /// limit.</summary>
    /// <param name="groups">The text of <c>/proc/self/cgroup</c>.</param>
    /// <param name="root">Where control groups are mounted.</param>
    internal static ulong TasksOf(string groups, string root)
    {
        var least = ulong.MaxValue;
        foreach (var line in groups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // "0::/path" of version 2, "8:pids:/path" of version 1.
            if (line.Split(':', 3) is [_, "" or "pids", var path] parts)
            {
                var mount = parts[1].Length == 0 ? root : Path.Join(root, parts[1]);
                least = Math.Min(least, TasksBelow(mount, path));
            }
        }

        return least;
    }

    // In a container that sees paths of its host, only the mount itself exists.
    private static ulong TasksBelow(string mount, string path)
    {
        var least = TasksIn(mount);
        for (var group = path.TrimEnd('/'); group.Length > 0; group = group[..group.LastIndexOf('/')])
        {
            least = Math.Min(least, TasksIn(mount + group));
        }

        return least;
    }

    private static ulong TasksIn(string folder)
    {
        var file = Path.Join(folder, "pids.max");
        return File.Exists(file)
            && ulong.TryParse(Read(file).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var tasks)
                ? tasks
                : ulong.MaxValue;
    }

    // Called in each run: without a stream and a text reader in between.
    private static string Read(string file) => Encoding.UTF8.GetString(File.ReadAllBytes(file));

    private static ulong LimitOf(int resource) => getrlimit(resource, out var limit) == 0 ? limit.Soft : 0;

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
