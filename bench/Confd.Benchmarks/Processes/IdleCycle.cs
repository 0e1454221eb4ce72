using System.Globalization;

namespace Confd.Benchmarks.Processes;

/// <summary>What a cycle costs in which nothing has changed: the difference between a long and a short run of a daemon that polls every
/// second.</summary>
internal static class IdleCycle
{
    private const int ShortSeconds = 2;
    private const int LongSeconds = 12;

    public static string Measure(ProcessCases cases, string program, string? peer)
    {
        var report = "\n100 resources over 5,000 items as a daemon that polls every second, while nothing changes: "
            + Figures(cases, program);
        return peer is null ? report + ".\n" : report + "; the peer " + Figures(cases, peer) + ".\n";
    }

    private static string Figures(ProcessCases cases, string program)
    {
        var shortRun = Run(cases.IdleDaemon(ShortSeconds), program);
        var longRun = Run(cases.IdleDaemon(LongSeconds), program);
        var perCycle = (longRun.Cpu - shortRun.Cpu) / (LongSeconds - ShortSeconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{perCycle.TotalMilliseconds:F1} ms CPU a cycle, peak memory {longRun.PeakMemoryKilobytes / 1024.0:F1} MB");
    }

    private static Measurement Run(ProcessCase daemon, string program) =>
        (daemon with { Arguments = [.. daemon.Arguments.Select(argument => argument == "PROGRAM" ? program : argument)] }).Run("timeout");
}
