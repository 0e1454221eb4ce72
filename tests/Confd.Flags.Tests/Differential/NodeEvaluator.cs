using System.Diagnostics;
using Confd.Flags.Contexts;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Differential;

/// <summary>LaunchDarkly's own Node SDK (<c>tests/interop/evaluate.js</c>) as an oracle.</summary>
internal static class NodeEvaluator
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "tests", "interop");

    /// <summary>Evaluates cases in the shape of the recorded ones; skips the test where the SDK has not been installed.</summary>
    /// <returns>An answer for each case: <c>value</c>, <c>variationIndex</c> and <c>reason</c>, or an <c>exception</c>.</returns>
    public static async Task<List<FlagValue>> EvaluateAsync(IEnumerable<FlagValue> cases, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules")),
            "tests/interop/node_modules is not there: run `npm ci` in tests/interop to test with LaunchDarkly's Node SDK");
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(Folder, "evaluate.js"));
        using var process = Process.Start(start).ShouldNotBeNull();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(string.Join('\n', cases).AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, await error);
            return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(FlagValue.Parse)];
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
