using System.Diagnostics;
using System.Globalization;

namespace Confd.Benchmarks.Processes;

/// <summary>Measures a command by <c>bench/measure.c</c>, which <c>bench.sh</c> compiles beside this program.</summary>
internal static class MeasuredCommand
{
    private static readonly string Measure = Path.Combine(AppContext.BaseDirectory, "measure");

    /// <summary>Runs the command once.</summary>
    public static Measurement Run(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Measure, command) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd().Trim();
        var figures = errors.Split('\n')[^1].Split(' ');
        process.WaitForExit();
        var numbers = figures.Select(figure => long.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        return new Measurement((int)numbers[0], TimeSpan.FromMicroseconds(numbers[1]), TimeSpan.FromMicroseconds(numbers[2]), numbers[3])
        {
            Errors = errors,
        };
    }
}
