using System.Diagnostics;
using System.Globalization;
using Confd.Flags.Client;
using Confd.Flags.Contexts;

// For each flag one line: its key, its value, CPU nanoseconds of one variation.
// bench/flags/measure.cjs is its peer; bench/flags/compare.sh runs both in turn.
if (args is not [var flagFile, var milliseconds])
{
    Console.Error.WriteLine("usage: Confd.Flags.Measure FLAGS MILLISECONDS");
    return 2;
}

var duration = TimeSpan.FromMilliseconds(int.Parse(milliseconds, CultureInfo.InvariantCulture));
var context = EvaluationContext.Builder("user-1234")
    .Set("email", "ada@example.com").Set("country", "nz").Set("plan", "gold").Set("logins", 42).Build();
await using var flags = await FlagClient.OpenFilesAsync([flagFile]);
foreach (var key in (string[])["off", "on", "prerequisite", "rollout", "rules", "segment"])
{
    var value = flags.BoolVariation(key, context, defaultValue: false);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key} {(value ? "true" : "false")} {Measure(key)}"));
}

return 0;

// Repeats the variation, once to warm up and once to count.
long Measure(string key)
{
    var rounds = 0L;
    for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration; rounds++)
    {
        flags.BoolVariation(key, context, defaultValue: false);
    }

    var cpu = Environment.CpuUsage.TotalTime;
    for (var round = 0L; round < rounds; round++)
    {
        flags.BoolVariation(key, context, defaultValue: false);
    }

    return (long)(Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / Math.Max(rounds, 1);
}
