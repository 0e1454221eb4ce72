using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.Flags.Service;
using Confd.Flags.Service.Environments;
using Confd.Samples.LambdaFlags;

namespace Confd.Samples.LambdaFlagService;

/// <summary>The bootstrap of a function whose URL answers as <c>confd flags serve</c> does, streams aside.</summary>
internal static class Program
{
    // A frozen function has no timers: how old flags may be is decided when a request comes.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private static async Task<int> Main()
    {
        var address = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")
            ?? throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: this is no Lambda function");
        using var runtime = new LambdaRuntime(address);
        await runtime.RunAsync(OpenAsync, CancellationToken.None);
        return 0;
    }

    private static async Task<Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>> OpenAsync()
    {
        var table = Environment.GetEnvironmentVariable("FLAGS_TABLE") ?? "flags";
        var store = await DynamoFlagStore.OpenAsync(
            table, new DynamoFlagStoreOptions { Prefix = Environment.GetEnvironmentVariable("FLAGS_PREFIX") });
        var flags = new FlagClient(store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });
        var service = new FlagService(
        [
            new FlagEnvironmentOptions
            {
                Name = "default",
                Client = flags,
                Table = table,
                OfrepKeys = KeysOf("OFREP_KEYS"),
                SdkKeys = KeysOf("SDK_KEYS"),
                MobileKeys = KeysOf("MOBILE_KEYS"),
                EnvironmentId = Environment.GetEnvironmentVariable("CLIENT_SIDE_ID"),
            },
        ]);
        return new FunctionUrl(service, token => RefreshIfOldAsync(flags, token)).HandleAsync;
    }

    // Keys are no part of the template of a function: its role reads them, or a secret's extension puts them here.
    private static string[] KeysOf(string variable) =>
        Environment.GetEnvironmentVariable(variable)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? [];

    private static async Task RefreshIfOldAsync(FlagClient flags, CancellationToken cancellationToken)
    {
        if (flags.LastRead is { } read && TimeProvider.System.GetUtcNow() - read < MaxAge)
        {
            return;
        }

        try
        {
            await flags.RefreshAsync(cancellationToken);
        }
        catch (Flags.Storage.FlagStoreException problem)
        {
            // The last flags go on answering; before the first reading the service answers 503.
            await Console.Error.WriteLineAsync(problem.Message);
        }
    }
}
