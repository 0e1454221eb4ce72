using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;

namespace Confd.Samples.LambdaFlags;

/// <summary>In Lambda the bootstrap of a function; elsewhere a function's life without the cloud: one event per line of standard
/// input.</summary>
internal static class Program
{
    private static async Task<int> Main()
    {
        if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { } address)
        {
            return await RunOnLinesAsync();
        }

        using var runtime = new LambdaRuntime(address);
        await runtime.RunAsync(async () => new CheckoutHandler(await OpenAsync(), TimeProvider.System).HandleAsync, CancellationToken.None);
        return 0;
    }

    private static async Task<FlagClient> OpenAsync()
    {
        var table = Environment.GetEnvironmentVariable("FLAGS_TABLE") ?? "flags";
        var store = await DynamoFlagStore.OpenAsync(table);
        var options = new FlagClientOptions
        {
            FlagKeys = CheckoutHandler.FlagKeys,
            RefreshInterval = Timeout.InfiniteTimeSpan,
        };
        return new FlagClient(store, options);
    }

    private static async Task<int> RunOnLinesAsync()
    {
        await using var flags = await OpenAsync();
        var handler = new CheckoutHandler(flags, TimeProvider.System);

        var started = Stopwatch.GetTimestamp();
        var isFirst = true;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            try
            {
                var answer = await handler.HandleAsync(Encoding.UTF8.GetBytes(line), CancellationToken.None);
                Console.WriteLine(Encoding.UTF8.GetString(answer.Span));
            }
            catch (Exception problem) when (problem is JsonException or InvalidOperationException)
            {
                await Console.Error.WriteLineAsync($"bad event: {problem.Message}");
                return 1;
            }

            if (isFirst)
            {
                await Console.Error.WriteLineAsync($"first answer after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1} ms");
                isFirst = false;
            }
        }

        return 0;
    }
}
