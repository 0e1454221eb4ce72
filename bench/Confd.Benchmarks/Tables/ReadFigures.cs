using System.Diagnostics;
using System.Globalization;

namespace Confd.Benchmarks.Tables;

/// <summary>What one read of a table took, as a process of its own measured it.</summary>
/// <param name="Items">How many items came.</param>
/// <param name="Bytes">The UTF-8 bytes of their keys and values.</param>
/// <param name="Wall">The time.</param>
/// <param name="Cpu">User and system time of the process meanwhile.</param>
/// <param name="AllocatedBytes">What was allocated meanwhile.</param>
/// <param name="PeakBytes">The process's largest resident set.</param>
internal sealed record ReadFigures(int Items, long Bytes, TimeSpan Wall, TimeSpan Cpu, long AllocatedBytes, long PeakBytes)
{
    public const string Verb = "read-table";

    /// <summary>Bytes of keys and values in a second, in MB of 1,000,000 bytes.</summary>
    public double MegabytesPerSecond => Bytes / Wall.TotalSeconds / 1_000_000;

    /// <summary>Reads in a new process, so that peaks and warm code of one reader are not those of another.</summary>
    public static ReadFigures Measure(string reader, string dynamoDbUrl, string tableName)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Verb, reader, dynamoDbUrl, tableName])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Verb} {reader} ended with status {process.ExitCode}");
        }

        var numbers = output.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new ReadFigures(
            (int)numbers[0], numbers[1], TimeSpan.FromTicks(numbers[2]), TimeSpan.FromTicks(numbers[3]), numbers[4], numbers[5]);
    }

    /// <summary>The inner process: reads once and prints the figures.</summary>
    public static async Task<int> RunInnerAsync(Func<Task<(int Items, long Bytes)>> read)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        var (items, bytes) = await read();
        var wall = Stopwatch.GetElapsedTime(start);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        using var self = Process.GetCurrentProcess();
        Console.Write(
            string.Create(CultureInfo.InvariantCulture, $"{items} {bytes} {wall.Ticks} {cpu.Ticks} {allocated} {self.PeakWorkingSet64}"));
        return 0;
    }
}
