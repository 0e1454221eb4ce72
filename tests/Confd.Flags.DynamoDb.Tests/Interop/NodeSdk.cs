using System.Diagnostics;
using System.Text.Json;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests.Interop;

/// <summary>Runs LaunchDarkly's Node SDK (<c>tests/interop/sdk.js</c>) on a table.</summary>
internal sealed class NodeSdk(string table, string? prefix)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "tests", "interop");

    /// <summary>Skips the test where the SDK has not been installed.</summary>
    public static void SkipUnlessInstalled() => Assert.SkipUnless(
        Directory.Exists(Path.Combine(Folder, "node_modules")),
        "tests/interop/node_modules is not there: run `npm ci` in tests/interop to test with LaunchDarkly's Node SDK");

    public Task InitAsync(string json) => RunAsync("init", json);

    public Task UpsertAsync(string json) => RunAsync("upsert", json);

    public Task DeleteAsync(string kind, string key, int version) => RunAsync("delete", "", kind, key, $"{version}");

    /// <summary>What the store's <c>initialized</c> and <c>all</c> say.</summary>
    public async Task<JsonDocument> AllAsync() => JsonDocument.Parse(await RunAsync("all", ""));

    /// <summary>Evaluates in daemon mode; one answer for each question.</summary>
    public async Task<List<JsonElement>> EvaluateAsync(IEnumerable<string> questions)
    {
        var answers = await RunAsync("eval", string.Join('\n', questions));
        return [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private async Task<string> RunAsync(string operation, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { Path.Combine(Folder, "sdk.js"), operation, table, prefix ?? "-" }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[DynamoDbLocal.Variable] = DynamoDbLocal.Endpoint;
        using var process = Process.Start(start).ShouldNotBeNull();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.ShouldBe(0, await error);
        return await output;
    }
}
