using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Confd.Benchmarks.Processes;

/// <summary>The table of whole-process figures: medians, and ratios against a peer measured in turn with us.</summary>
internal static class ProcessReport
{
    private const int WarmUpRuns = 10;

    // DynamoDB Local has to compile its own hot paths first, for what each of the two asks; its cold answers would be most of a short run.
    private static readonly TimeSpan _warmUpTime = TimeSpan.FromSeconds(10);

    public static string Measure(IReadOnlyList<ProcessCase> cases, string program, string? peer, int runs)
    {
        var report = new StringBuilder();
        report.AppendLine(
            peer is null
                ? "| case | wall ms | CPU ms | peak MB |"
                : "| case | wall ms | CPU ms | peak MB | peer's wall | CPU | peak | wall ratio | CPU ratio | peak ratio |");
        report.AppendLine(peer is null ? "| --- | --: | --: | --: |" : "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        foreach (var processCase in cases)
        {
            report.Append('|').Append(' ').Append(processCase.Name).Append(" |");
            var (ours, theirs) = RunInTurn(processCase, program, processCase.Peer ? peer : null, runs);
            AppendFigures(report, ours);
            if (peer is not null)
            {
                AppendPeer(report, ours, theirs);
            }

            report.AppendLine();
        }

        return report.ToString();
    }

    private static (List<Measurement> Ours, List<Measurement> Theirs) RunInTurn(
        ProcessCase processCase, string program, string? peer, int runs)
    {
        List<Measurement> ours = [];
        List<Measurement> theirs = [];
        var started = Stopwatch.GetTimestamp();
        for (var run = 0; run < WarmUpRuns || Stopwatch.GetElapsedTime(started) < _warmUpTime; run++)
        {
            RunOnce();
        }

        ours.Clear();
        theirs.Clear();
        for (var run = 0; run < runs; run++)
        {
            RunOnce();
        }

        return (ours, theirs);

        void RunOnce()
        {
            ours.Add(processCase.Run(program));
            if (peer is not null)
            {
                theirs.Add(processCase.Run(peer));
            }
        }
    }

    private static void AppendPeer(StringBuilder report, List<Measurement> ours, List<Measurement> theirs)
    {
        if (theirs.Count == 0)
        {
            report.Append(" | | | | | |");
            return;
        }

        AppendFigures(report, theirs);
        AppendRatio(run => run.Wall.TotalMilliseconds);
        AppendRatio(run => run.Cpu.TotalMilliseconds);
        AppendRatio(run => run.PeakMemoryKilobytes);

        void AppendRatio(Func<Measurement, double> figure)
        {
            var ratios = ours.Zip(theirs, (a, b) => figure(a) / figure(b)).Order();
            report.Append(CultureInfo.InvariantCulture, $" {ratios.ElementAt((ours.Count - 1) / 2):F2} |");
        }
    }

    private static void AppendFigures(StringBuilder report, IReadOnlyList<Measurement> runs) =>
        report.Append(
            CultureInfo.InvariantCulture,
            $" {Measurement.Median(runs, run => run.Wall.TotalMilliseconds):F1} | "
            + $"{Measurement.Median(runs, run => run.Cpu.TotalMilliseconds):F1} | "
            + $"{Measurement.Median(runs, run => run.PeakMemoryKilobytes / 1024.0):F1} |");
}
