using BenchmarkDotNet.Running;
using Confd.Benchmarks.Processes;

return args switch
{
    [MeasuredCommand.Verb, .. var command] => MeasuredCommand.RunInner(command),
    ["processes", var program, var dynamoDbUrl, .. var peer] => await MeasureProcessesAsync(program, dynamoDbUrl, peer.FirstOrDefault()),
    ["parts", .. var arguments] => RunParts(arguments),
    _ => Usage(),
};

static async Task<int> MeasureProcessesAsync(string program, string dynamoDbUrl, string? peer)
{
    var scratch = Directory.CreateTempSubdirectory("confd-bench-");
    try
    {
        var cases = await new ProcessCases(scratch.FullName, dynamoDbUrl).PrepareAsync();
        Console.Write(ProcessReport.Measure(cases, program, peer, runs: 7));
        return 0;
    }
    finally
    {
        scratch.Delete(recursive: true);
    }
}

static int RunParts(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(MeasuredCommand).Assembly).Run(arguments);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("usage: Confd.Benchmarks processes CONFD DYNAMODB-URL [PEER] | parts [BenchmarkDotNet arguments]");
    return 2;
}
