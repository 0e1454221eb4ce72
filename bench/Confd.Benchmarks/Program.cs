using System.Globalization;
using BenchmarkDotNet.Running;
using Confd.Benchmarks.Fleet;
using Confd.Benchmarks.Processes;
using Confd.Benchmarks.Stores;
using Confd.Benchmarks.Tables;

return args switch
{
    ["processes", var program, var dynamoDbUrl, .. var peer] => await MeasureProcessesAsync(program, dynamoDbUrl, peer.FirstOrDefault()),
    ["flags", var dynamoDbUrl] => await MeasureFlagsAsync(dynamoDbUrl),
    ["tables", var program, var dynamoDbUrl, var items] =>
        await MeasureTablesAsync(program, dynamoDbUrl, int.Parse(items, CultureInfo.InvariantCulture)),
    [ReadFigures.Verb, var reader, var dynamoDbUrl, var table] => await TableReaders.RunInnerAsync(reader, dynamoDbUrl, table),
    ["fleet", var program, var dynamoDbUrl, var agents, .. var limits] =>
        await MeasureFleetAsync(program, dynamoDbUrl, int.Parse(agents, CultureInfo.InvariantCulture), limits.FirstOrDefault()),
    ["history", var program, var dynamoDbUrl] => await MeasureHistoryAsync(program, dynamoDbUrl),
    ["parts", .. var arguments] => RunParts(arguments),
    _ => Usage(),
};

static async Task<int> MeasureProcessesAsync(string program, string dynamoDbUrl, string? peer)
{
    var scratch = Directory.CreateTempSubdirectory("confd-bench-");
    try
    {
        await using var cases = new ProcessCases(scratch.FullName, dynamoDbUrl, program);
        Console.Write(ProcessReport.Measure(await cases.PrepareAsync(), program, peer, runs: 15));
        Console.Write(IdleCycle.Measure(cases, program, peer));
        return 0;
    }
    finally
    {
        scratch.Delete(recursive: true);
    }
}

static async Task<int> MeasureFlagsAsync(string dynamoDbUrl)
{
    Console.Write(await FlagStoreFigures.MeasureAsync(dynamoDbUrl));
    return 0;
}

static async Task<int> MeasureTablesAsync(string program, string dynamoDbUrl, int items)
{
    var scratch = Directory.CreateTempSubdirectory("confd-bench-");
    try
    {
        Console.Write(await TableFigures.MeasureAsync(dynamoDbUrl, program, scratch.FullName, items));
        return 0;
    }
    finally
    {
        scratch.Delete(recursive: true);
    }
}

static async Task<int> MeasureFleetAsync(string program, string dynamoDbUrl, int agents, string? limits)
{
    var scratch = Directory.CreateTempSubdirectory("confd-bench-");
    try
    {
        Console.Write(await FleetFigures.MeasureAsync(dynamoDbUrl, program, scratch.FullName, agents, changes: 40, limits));
        return 0;
    }
    finally
    {
        scratch.Delete(recursive: true);
    }
}

static async Task<int> MeasureHistoryAsync(string program, string dynamoDbUrl)
{
    Console.Write(await HistoryFigures.MeasureAsync(dynamoDbUrl, program));
    return 0;
}

static int RunParts(string[] arguments)
{
    var summaries = BenchmarkSwitcher.FromAssembly(typeof(MeasuredCommand).Assembly).Run(arguments);
    return summaries.All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
}

static int Usage()
{
    Console.Error.WriteLine(
        "usage: Confd.Benchmarks processes CONFD DYNAMODB-URL [PEER] | flags DYNAMODB-URL | tables CONFD DYNAMODB-URL ITEMS | fleet CONFD "
        + "DYNAMODB-URL AGENTS [LIMITS] | history CONFD DYNAMODB-URL | parts [BenchmarkDotNet arguments]");
    return 2;
}
