namespace Confd.Benchmarks.Processes;

/// <summary>A command line of confd to measure, with what it needs prepared in <paramref name="Directory"/>.</summary>
/// <param name="Name">The row's name in the table.</param>
/// <param name="Directory">The scratch folder of the case.</param>
/// <param name="Arguments">Arguments after the program.</param>
/// <param name="Environment">Variables beside those of this process.</param>
/// <param name="Result">The file that a run writes; removed before each run, so that every run does the whole work. Null for a run that
/// writes none.</param>
/// <param name="ExpectedLines">How many lines the result has when the run was right.</param>
/// <param name="Peer">Whether the Go program can do it too.</param>
internal sealed record ProcessCase(
    string Name,
    string Directory,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string? Result,
    int ExpectedLines,
    bool Peer = true)
{
    /// <summary>Runs it once; a run that failed or wrote something else is an error, not a figure.</summary>
    public Measurement Run(string program)
    {
        if (Result is not null)
        {
            File.Delete(Result);
        }

        var measurement = MeasuredCommand.Run([program, .. Arguments], Environment);
        if (measurement.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Name}: {program} ended with status {measurement.ExitCode}: {measurement.Errors}");
        }

        if (Result is null)
        {
            return measurement;
        }

        var lines = File.ReadLines(Result).Count();
        return lines == ExpectedLines
            ? measurement
            : throw new InvalidOperationException($"{Name}: {Result} has {lines} lines, expected {ExpectedLines}");
    }
}
