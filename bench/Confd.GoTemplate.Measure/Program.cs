using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confd.GoTemplate;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Measure;

// For each case one line: its name, a sum of what it rendered, CPU nanoseconds and heap bytes of one parsing, of one rendering.
// bench/templates/go is its peer; bench/templates/compare.sh runs both in turn.
if (args is not [var cases, var dataFile, var milliseconds])
{
    Console.Error.WriteLine("usage: Confd.GoTemplate.Measure CASES DATA MILLISECONDS");
    return 2;
}

var duration = TimeSpan.FromMilliseconds(int.Parse(milliseconds, CultureInfo.InvariantCulture));
using var document = JsonDocument.Parse(File.ReadAllBytes(dataFile));
var data = TemplateData.FromJson(document.RootElement);
foreach (var path in Directory.GetFiles(cases, "*.tmpl").Order(StringComparer.Ordinal))
{
    var name = Path.GetFileName(path);
    var text = File.ReadAllBytes(path);
    var template = Template.Parse(name, text, FunctionTable.Predefined);
    var output = new ArrayBufferWriter<byte>();
    Render();
    var sum = Fnv1a(output.WrittenSpan);
    var parsing = Measure(() => Template.Parse(name, text, FunctionTable.Predefined));
    var rendering = Measure(Render);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name} {sum:x} {parsing.Nanoseconds} {parsing.Bytes} {rendering.Nanoseconds} {rendering.Bytes}"));

    void Render()
    {
        output.ResetWrittenCount();
        template.Render(output, data);
    }
}

return 0;

// Repeats the work, once to warm up and once to count.
(long Nanoseconds, long Bytes) Measure(Action work)
{
    var rounds = 0L;
    for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration; rounds++)
    {
        work();
    }

    GC.Collect();
    var bytes = GC.GetTotalAllocatedBytes(precise: true);
    var cpu = Environment.CpuUsage.TotalTime;
    for (var round = 0L; round < rounds; round++)
    {
        work();
    }

    cpu = Environment.CpuUsage.TotalTime - cpu;
    bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
    return ((long)cpu.TotalNanoseconds / rounds, bytes / rounds);
}

static ulong Fnv1a(ReadOnlySpan<byte> bytes)
{
    var sum = 14695981039346656037UL;
    foreach (var value in bytes)
    {
        sum = (sum ^ value) * 1099511628211UL;
    }

    return sum;
}
