namespace Confd.Benchmarks.Processes;

/// <summary>One run of a command, measured from outside.</summary>
/// <param name="ExitCode">The command's exit status.</param>
/// <param name="Wall">From before the start to after the end.</param>
/// <param name="Cpu">User and system time.</param>
/// <param name="PeakMemoryKilobytes">Peak resident set.</param>
internal sealed record Measurement(int ExitCode, TimeSpan Wall, TimeSpan Cpu, long PeakMemoryKilobytes)
{
    /// <summary>What it said on standard error.</summary>
    public string Errors { get; init; } = "";

    /// <summary>The middle one by <paramref name="measure"/>; of an even count the lower.</summary>
    public static double Median(IReadOnlyList<Measurement> runs, Func<Measurement, double> measure)
    {
        var sorted = runs.Select(measure).Order().ToArray();
        return sorted[(sorted.Length - 1) / 2];
    }
}
