using Confd.TestSupport;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>
/// The recorded behavior of confd v0.41.1, and ours where it deviates on purpose, end to end with the built program: every folder of
/// <c>tests/fixtures/confd</c> is a row. <c>CONFD_TEST_BINARY</c> names the program; without it all rows are skipped.
/// <c>CONFD_TEST_SCENARIOS</c>, names with spaces between, leaves the others out.
/// </summary>
public sealed class ScenarioTests(ScenarioTests.Runs runs) : IClassFixture<ScenarioTests.Runs>
{
    private static readonly string? Binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");

    public static TheoryData<string> Names => [.. Folders().Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_BuiltProgram_BehavesAsRecorded(string name)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Binary), "CONFD_TEST_BINARY is not set: no program to test");

        var skipReason = await runs.ResultAsync(name);

        Assert.SkipUnless(skipReason is null, skipReason ?? "");
    }

    private static IEnumerable<string> Folders() =>
        Directory.EnumerateDirectories(RepositoryFiles.Fixture("confd"))
            .Where(folder => File.Exists(Path.Combine(folder, "scenario.json")) && IsWanted(Path.GetFileName(folder)))
            .Order(StringComparer.Ordinal);

    private static bool IsWanted(string name) =>
        Environment.GetEnvironmentVariable("CONFD_TEST_SCENARIOS") is not { Length: > 0 } names || names.Split(' ').Contains(name);

    /// <summary>Runs all scenarios side by side, a bounded number at a time, since the rows of a theory run one after the other.</summary>
    public sealed class Runs : IDisposable
    {
        private const int MaxAttempts = 20;

        private readonly SemaphoreSlim _slots = new(2 * Environment.ProcessorCount);
        private readonly Lazy<Dictionary<string, Task<string?>>> _results;

        public Runs() => _results = new(() => Folders().ToDictionary(folder => Path.GetFileName(folder), RunAsync));

        /// <summary>Completes with the end of a scenario: null, or why it was skipped; fails with its first difference.</summary>
        public Task<string?> ResultAsync(string name) => _results.Value[name];

        public void Dispose() => _slots.Dispose();

        private async Task<string?> RunAsync(string folder)
        {
            await _slots.WaitAsync();
            try
            {
                for (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        return await RunOnceAsync(folder);
                    }
                    catch (ScenarioTooSlow) when (attempt < MaxAttempts)
                    {
                        // In a world of its own it is run anew.
                    }
                }
            }
            finally
            {
                _slots.Release();
            }
        }

        private static async Task<string?> RunOnceAsync(string folder)
        {
            await using var run = new ScenarioRun(
                folder, Path.GetFullPath(Binary!), Environment.GetEnvironmentVariable(DynamoDbLocal.Variable));
            if (run.SkipReason is null)
            {
                await run.RunAsync();
            }

            return run.SkipReason;
        }
    }
}
