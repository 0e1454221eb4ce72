using System.Globalization;
using System.Text;

namespace Confd.Benchmarks.Processes;

/// <summary>The table of whole-process figures: medians, and ratios against a peer measured in turn with us.</summary>
internal static class ProcessReport
{
    // DynamoDB Local has to compile its own hot paths first; its cold answers would be most of a short run.
    private const int WarmUpRuns = 10;

    public static string Measure(IReadOnlyList<ProcessCase> cases, string program, string? peer, int runs)
    {
        var report = new StringBuilder();
        report.AppendLine(
            peer is null
                ? "| case | wall ms | CPU ms | peak MB |"
                : "| case | wall ms | CPU ms | peak MB | peer wall | peer CPU | peer MB | CPU ratio |");
        report.AppendLine(peer is null ? "| --- | --: | --: | --: |" : "| --- | --: | --: | --: | --: | --: | --: | --: |");
        foreach (var processCase in cases)
        {
            report.Append('|').Append(' ').Append(processCase.Name).Append(" |");
            var (ours, theirs) = RunInTurn(processCase, program, peer, runs);
            AppendFigures(report, ours);
            if (peer is not null)
            {
                AppendFigures(report, theirs);
                var ratio = ours.Zip(theirs, (a, b) => a.Cpu / b.Cpu).Order().ElementAt((runs - 1) / 2);
                report.Append(CultureInfo.InvariantCulture, $" {ratio:F2} |");
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
        for (var run = 0; run < WarmUpRuns; run++)
        {
            processCase.Run(program);
        }

        for (var run = 0; run < runs; run++)
        {
            ours.Add(processCase.Run(program));
            if (peer is not null)
            {
                theirs.Add(processCase.Run(peer));
            }
        }

        return (ours, theirs);
    }

    private static void AppendFigures(StringBuilder report, IReadOnlyList<Measurement> runs) =>
        report.Append(
            CultureInfo.InvariantCulture,
            $" {Measurement.Median(runs, run => run.Wall.TotalMilliseconds):F1} | "
            + $"{Measurement.Median(runs, run => run.Cpu.TotalMilliseconds):F1} | "
            + $"{Measurement.Median(runs, run => run.PeakMemoryKilobytes / 1024.0):F1} |");
}
