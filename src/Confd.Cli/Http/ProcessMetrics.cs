using System.Globalization;

namespace Confd.Cli.Http;

/// <summary>The <c>process_*</c> metrics that Prometheus clients share, from Linux' /proc, and the <c>dotnet_*</c> metrics of the
/// runtime.</summary>
internal static class ProcessMetrics
{
    // USER_HZ, the unit of times in /proc/PID/stat, is 100 on every Linux that .NET supports.
    private const double TicksPerSecond = 100;

    /// <summary>Adds all of them; those that this system does not provide are left out.</summary>
    public static void AddTo(PrometheusText text)
    {
        AddRuntime(text);
        try
        {
            AddProcess(text);
            AddNetwork(text);
        }
        catch (Exception unavailable) when (IsUnavailable(unavailable))
        {
            // No /proc, or one of another format: these metrics are optional by convention.
        }
    }

    /// <summary>The maximum number of descriptors of the process; null where the system does not report it, or sets no limit.</summary>
    public static double? OpenFileLimit()
    {
        try
        {
            return Limit("Max open files") is >= 0 and var limit ? limit : null;
        }
        catch (Exception unavailable) when (IsUnavailable(unavailable))
        {
            return null;
        }
    }

    private static bool IsUnavailable(Exception problem) =>
        problem is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException;

    private static void AddRuntime(PrometheusText text)
    {
        text.Begin("dotnet_collection_count_total", "Garbage collections by generation.", "counter");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            text.Line("dotnet_collection_count_total", $"generation=\"{generation}\"", GC.CollectionCount(generation));
        }

        text.Add("dotnet_gc_allocated_bytes_total", "Bytes allocated on the managed heap.", "counter", GC.GetTotalAllocatedBytes());
        text.Add("dotnet_threadpool_threads", "Threads of the thread pool.", "gauge", ThreadPool.ThreadCount);
        text.Add("dotnet_total_memory_bytes", "Bytes in use on the managed heap.", "gauge", GC.GetTotalMemory(forceFullCollection: false));
    }

    private static void AddProcess(PrometheusText text)
    {
        // proc(5): the second field is the command in parentheses and may contain spaces; the fields after it start with the third.
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var cpuTicks = Number(fields[11]) + Number(fields[12]);
        var bootTime = Number(Field("/proc/stat", "btime "));
        text.Add("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", "counter", cpuTicks / TicksPerSecond);
        text.Add("process_max_fds", "Maximum number of open file descriptors.", "gauge", Limit("Max open files"));
        text.Add("process_open_fds", "Number of open file descriptors.", "gauge", Directory.EnumerateFiles("/proc/self/fd").Count());
        text.Add(
            "process_resident_memory_bytes", "Resident memory size in bytes.", "gauge", Number(fields[21]) * Environment.SystemPageSize);
        text.Add(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.",
            "gauge",
            bootTime + (Number(fields[19]) / TicksPerSecond));
        text.Add("process_virtual_memory_bytes", "Virtual memory size in bytes.", "gauge", Number(fields[20]));
        text.Add(
            "process_virtual_memory_max_bytes",
            "Maximum amount of virtual memory available in bytes.",
            "gauge",
            Limit("Max address space"));
    }

    // Of the network namespace, as the Go client of Prometheus counts them; 0 where the kernel does not.
    private static void AddNetwork(PrometheusText text)
    {
        var lines = File.ReadLines("/proc/self/net/netstat").Where(line => line.StartsWith("IpExt: ", StringComparison.Ordinal)).ToList();
        if (lines.Count < 2)
        {
            return;
        }

        var (names, values) = (lines[0].Split(' '), lines[1].Split(' '));
        text.Add(
            "process_network_receive_bytes_total", "Number of bytes received by the process over the network.", "counter", Of("InOctets"));
        text.Add(
            "process_network_transmit_bytes_total", "Number of bytes sent by the process over the network.", "counter", Of("OutOctets"));

        double Of(string name) => Array.IndexOf(names, name) is > 0 and var at && at < values.Length ? Number(values[at]) : 0;
    }

    private static double Limit(string name) =>
        Field("/proc/self/limits", name).Split(' ', StringSplitOptions.RemoveEmptyEntries)[0] is var soft && soft == "unlimited"
            ? -1
            : Number(soft);

    private static string Field(string path, string name) =>
        File.ReadLines(path).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
