using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Confd.Cli.Tests.Samples;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tables;

/// <summary>Processes that watch one table by its journal, of which the one that writes the journal is killed.</summary>
public sealed partial class JournalFailoverTests : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();
    private readonly List<Agent> _agents = [];
    private AmazonDynamoDBClient _client = null!;
    private TableRun _table = null!;

    public async ValueTask InitializeAsync()
    {
        _client = DynamoDbLocal.CreateClient();
        _table = await TableRun.CreateAsync();
        await _table.PrintsAsync("journal", "enable");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            agent.Kill();
        }

        await _table.PrintsAsync("journal", "disable");
        await _table.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Watch_WriterIsKilledTwice_NextChangeArrivesAndTheJournalHasEachChangeOnce()
    {
        await PutAsync(0);
        for (var number = 0; number < 3; number++)
        {
            _agents.Add(new Agent(_folder, number, _table.Table));
        }

        // What comes before the first writer is in no entry, so each counts from the first change on that all have seen.
        await ReadSnapshotAsync(0);
        await PutAsync(1);
        await ReadSnapshotAsync(1);
        for (var value = 2; value <= 7; value++)
        {
            if (value is 4 or 6)
            {
                await KillWriterAsync();
            }

            await PutAsync(value);
            await ReadSnapshotAsync(value);
        }

        _agents.Count.ShouldBe(1);
        var told = ListedValue().Matches(await _table.PrintsAsync("log", "/value", "--values"))
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        told.Where(value => value > 1).ShouldBe([7, 6, 5, 4, 3, 2]);
        (await ReadHeadAsync()).Fence.ShouldBeGreaterThanOrEqualTo(3);
    }

    [GeneratedRegex(@"^\+/value=(\d+)$", RegexOptions.Multiline)]
    private static partial Regex ListedValue();

    private Task PutAsync(int value) => _table.PrintsAsync("put", "/value", value.ToString(CultureInfo.InvariantCulture));

    private Task ReadSnapshotAsync(int value) => Task.WhenAll(_agents.Select(agent => agent.SeesAsync(value)));

    private async Task KillWriterAsync()
    {
        var owner = (await ReadHeadAsync()).Owner;
        var writer = _agents.Single(agent => owner.EndsWith($"/{agent.ProcessId}", StringComparison.Ordinal));
        _agents.Remove(writer);
        writer.Kill();
    }

    // As the journal's protocol says: docs/fleet.md.
    private async Task<(string Owner, long Fence)> ReadHeadAsync()
    {
        var answer = await _client.GetItemAsync(
            $"{_table.Table}-journal", new() { ["kind"] = new() { S = "entry" }, ["position"] = new() { S = "head" } }, true, Cancellation);
        return (answer.Item["owner"].S, long.Parse(answer.Item["fence"].N, CultureInfo.InvariantCulture));
    }

    /// <summary>One <c>confd --watch</c> with a file of its own.</summary>
    private sealed class Agent
    {
        private readonly TempDirectory _folder;
        private readonly string _file;
        private readonly Process _process;
        private readonly Task<string> _log;

        public Agent(TempDirectory folder, int number, string table)
        {
            _folder = folder;
            _file = $"{number}/value";
            folder.Write($"{number}/templates/value.tmpl", """{{getv "/value"}}""");
            folder.Write(
                $"{number}/conf.d/value.toml",
                $"[template]\nsrc = \"value.tmpl\"\ndest = \"{folder[_file]}\"\nkeys = [\"/value\"]\n");
            string[] program = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY") is { Length: > 0 } binary
                ? [binary]
                : ["dotnet", Path.Combine(AppContext.BaseDirectory, "confd.dll")];
            _process = SampleProcess.Start(
                program[0],
                [
                    .. program[1..],
                    "dynamodb", "--table", table, "--watch", "--journal-interval", "100ms", "--confdir", folder[$"{number}"],
                    "--config-file", folder["none.toml"],
                ],
                new() { ["HOME"] = folder.Path, ["CONFD_STATE_DIR"] = folder[$"{number}/state"] });
            _log = _process.StandardError.ReadToEndAsync(Cancellation);
            _ = _process.StandardOutput.ReadToEndAsync(Cancellation);
        }

        public int ProcessId => _process.Id;

        /// <summary>Completes when the file holds a value.</summary>
        public async Task SeesAsync(int value)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void Look()
            {
                if (File.Exists(_folder[_file]) && File.ReadAllText(_folder[_file]) == $"{value}")
                {
                    seen.TrySetResult();
                }
            }

            using var observer = new FileSystemWatcher(Path.GetDirectoryName(_folder[_file])!);
            observer.Renamed += (_, _) => Look();
            observer.Created += (_, _) => Look();
            observer.EnableRaisingEvents = true;
            Look();
            if (await Task.WhenAny(seen.Task, _log).WaitAsync(TimeSpan.FromMinutes(1), Cancellation) == _log)
            {
                throw new InvalidOperationException($"the agent has ended: {await _log}");
            }
        }

        /// <summary>Kills it, so that it can do nothing any more.</summary>
        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
