using System.Diagnostics;
using System.Globalization;

namespace Confd.Benchmarks.Processes;

/// <summary>
/// Measures a command in a process between us and it, since the kernel keeps the peak memory of children as one maximum
/// over all of them: <c>Confd.Benchmarks measure COMMAND ARGS…</c> runs one command and prints one line of figures on stderr.
/// </summary>
internal static class MeasuredCommand
{
    public const string Verb = "measure";

    /// <summary>The inner process: runs the command, prints <c>exit wall-µs cpu-µs peak-KB</c>.</summary>
    public static int RunInner(string[] command)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(StartInfo(command[0], command[1..]))!;
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        var wall = Stopwatch.GetElapsedTime(start);
        var usage = ResourceUsage.OfChildren();
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{process.ExitCode} {wall.TotalMicroseconds:F0} {usage.Cpu.TotalMicroseconds:F0} {usage.PeakMemoryKilobytes}"));
        return 0;
    }

    /// <summary>Runs the command once through the inner process.</summary>
    public static Measurement Run(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var start = StartInfo(Environment.ProcessPath!, [Verb, .. command]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var figures = process.StandardError.ReadToEnd().Trim().Split('\n')[^1].Split(' ');
        process.WaitForExit();
        var numbers = figures.Select(figure => long.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        return new Measurement((int)numbers[0], TimeSpan.FromMicroseconds(numbers[1]), TimeSpan.FromMicroseconds(numbers[2]), numbers[3]);
    }

    private static ProcessStartInfo StartInfo(string file, IReadOnlyList<string> arguments) =>
        new(file, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
}
