using System.Runtime.InteropServices;

namespace Confd.Benchmarks.Processes;

/// <summary>What the kernel accounted to the children of this process that have ended (<c>getrusage(RUSAGE_CHILDREN)</c>, Linux).</summary>
/// <param name="Cpu">User and system time of all children together.</param>
/// <param name="PeakMemoryKilobytes">The largest resident set that any single child reached.</param>
internal readonly partial record struct ResourceUsage(TimeSpan Cpu, long PeakMemoryKilobytes)
{
    private const int Children = -1;

    public static ResourceUsage OfChildren()
    {
        // struct rusage: two timevals, then fourteen longs of which ru_maxrss is the first.
        Span<long> usage = stackalloc long[18];
        if (GetResourceUsage(Children, ref usage[0]) != 0)
        {
            throw new InvalidOperationException($"getrusage failed with errno {Marshal.GetLastPInvokeError()}");
        }

        var cpu = TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
        return new ResourceUsage(cpu, usage[4]);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int who, ref long usage);
}
