using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.Benchmarks.Tables;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;

namespace Confd.Benchmarks.Fleet;

/// <summary>How a fleet of real processes follows one table by its journal, with DynamoDB's limits.</summary>
internal sealed class FleetFigures : IAsyncDisposable
{
    private const int Kills = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly AmazonDynamoDBClient _client;
    private readonly IFleetLimits _limits;
    private readonly List<FleetAgent> _agents = [];
    private readonly StringBuilder _text = new();
    private readonly string _table = $"fleet-{Guid.NewGuid():N}";
    private int _changes;

    private FleetFigures(string dynamoDbUrl, IFleetLimits limits)
    {
        _client = TableConnections.CreateClient(dynamoDbUrl);
        _limits = limits;
    }

    private static TimeProvider Clock => TimeProvider.System;

    private IEnumerable<FleetAgent> Running => _agents.Where(agent => agent is { IsAlive: true, IsStopped: false });

    /// <summary>Measures and answers a page of Markdown.</summary>
    /// <param name="dynamoDbUrl">DynamoDB Local.</param>
    /// <param name="program">confd.</param>
    /// <param name="folder">Where the agents' files go.</param>
    /// <param name="agents">How many.</param>
    /// <param name="changes">How many changes are timed.</param>
    /// <param name="limitsProgram">Keeps DynamoDB's limits; null: this program does.</param>
    public static async Task<string> MeasureAsync(
        string dynamoDbUrl, string program, string folder, int agents, int changes, string? limitsProgram)
    {
        await using IFleetLimits limits = limitsProgram is null
            ? LimitedDynamo.Start(dynamoDbUrl)
            : await LimitsProgram.StartAsync(limitsProgram, dynamoDbUrl);
        await using var figures = new FleetFigures(dynamoDbUrl, limits);
        await figures.StartAsync(dynamoDbUrl, program, folder, agents);
        await figures.TimeChangesAsync(changes);
        await figures.KillReadersAsync(program, folder);
        await figures.StopWriterAsync();
        await figures.CheckJournalAsync();
        return figures._text.ToString();
    }

    public ValueTask DisposeAsync()
    {
        Parallel.ForEach(_agents, agent => agent.Dispose());
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartAsync(string dynamoDbUrl, string program, string folder, int agents)
    {
        using var connection = await TableConnections.ConnectAsync(dynamoDbUrl);
        await new DynamoTable(_client, _table).CreateAsync(new TableDefinition());
        await PutAsync("0");
        await new TableJournal(connection, _table).EnableAsync();

        // DynamoDB Local loses positions in a stream without records.
        await PutAsync("not yet", key: "/other");
        for (var number = 0; number < agents; number++)
        {
            _agents.Add(FleetAgent.Start(number, program, _limits.Url, _table, folder));
            await Task.Delay(TimeSpan.FromMilliseconds(200), Clock);
        }

        await ArrivalsAsync("0", Clock.GetUtcNow(), TimeSpan.FromMinutes(5));

        // The first writer is elected, and what it says it has missed is read anew, within half a minute.
        await Task.Delay(TimeSpan.FromSeconds(35), Clock);
        await _limits.ResetAsync();
        var before = _agents.Sum(agent => agent.CpuTime.TotalMilliseconds);
        await Task.Delay(IdleTime, Clock);
        var idle = (_agents.Sum(agent => agent.CpuTime.TotalMilliseconds) - before) / agents * (60 / IdleTime.TotalSeconds);
        Row($"| | |");
        Row($"| --- | --- |");
        Row($"| CPU of an agent without changes | {idle:F0} ms a minute |");
    }

    private async Task TimeChangesAsync(int changes)
    {
        var late = new List<double?>();
        for (var change = 0; change < changes; change++)
        {
            late.AddRange(await ChangeAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(500, 2_500)), Clock);
        }

        var counts = await _limits.CountAsync();
        var sorted = late.OfType<double>().Order().ToList();
        Row($"| agents, changes | {_agents.Count}, {changes} |");
        Row($"| a change is in a file after, p50 | {sorted[sorted.Count / 2]:F2} s |");
        Row($"| p99 | {sorted[sorted.Count * 99 / 100]:F2} s |");
        Row($"| longest | {sorted[^1]:F2} s |");
        Row($"| lost | {late.Count - sorted.Count} |");
        Row($"| throttled requests | {100.0 * counts.Throttled / counts.Total:F2} % of {counts.Total} |");
        Row($"| scans | {counts.Scans} |");
        Row($"| readers of the stream | {counts.Readers.Count} |");
        Row($"| read units a second, each agent | {counts.Units / counts.Elapsed.TotalSeconds / _agents.Count:F2} |");
    }

    // Each time all that have read the stream since the time before; new agents take their places.
    private async Task KillReadersAsync(string program, string folder)
    {
        var late = new List<double?>();
        var most = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await _limits.ResetAsync();
            await Task.Delay(TimeSpan.FromSeconds(5), Clock);
            var victims = await ReadersAsync();
            most = Math.Max(most, victims.Count);
            victims.ForEach(victim => victim.Kill());
            late.AddRange(await ChangeAsync());
            foreach (var _ in victims)
            {
                _agents.Add(FleetAgent.Start(_agents.Count, program, _limits.Url, _table, folder));
            }

            await Task.Delay(TimeSpan.FromSeconds(5), Clock);
        }

        Row($"| all readers of the stream, {most} at most, killed {Kills} times: the next change is everywhere after | {Longest(late)} |");
    }

    private async Task StopWriterAsync()
    {
        await _limits.ResetAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), Clock);
        var writers = await ReadersAsync();
        writers.ForEach(writer => writer.Stop());
        var stopped = await ChangeAsync();
        for (var change = 0; change < 12; change++)
        {
            await Task.Delay(TimeSpan.FromSeconds(5), Clock);
            await ChangeAsync();
        }

        writers.ForEach(writer => writer.Continue());
        var continued = await ChangeAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), Clock);
        await _limits.ResetAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), Clock);
        Row($"| the writer stopped for a minute: the next change is everywhere after | {Longest(stopped)} |");
        Row($"| and after it goes on | {Longest(continued)} |");
        Row($"| readers of the stream then | {(await _limits.CountAsync()).Readers.Count} |");
    }

    // What the journal itself says: nothing doubled, nothing out of order.
    private async Task CheckJournalAsync()
    {
        var request = new QueryRequest
        {
            ConsistentRead = true,
            KeyConditionExpression = "kind = :k",
            ExpressionAttributeValues = new() { [":k"] = new AttributeValue { S = "entry" } },
        };
        var items = new List<Dictionary<string, AttributeValue>>();
        await foreach (var page in new DynamoTable(_client, JournalOptions.NameFor(_table)).QueryAsync(request))
        {
            items.AddRange(page.Where(item => item["position"].S != "head"));
        }

        var positions = items.Select(item => long.Parse(item["position"].S, CultureInfo.InvariantCulture)).ToList();
        var fences = items.Select(item => long.Parse(item["fence"].N, CultureInfo.InvariantCulture)).ToList();
        var isWhole = positions.SequenceEqual(Enumerable.Range(1, positions.Count).Select(position => (long)position))
            && fences.Order().SequenceEqual(fences);
        var gaps = items.Count(item => item.ContainsKey("gap"));
        Row($"| entries in the journal, gaps | {positions.Count - gaps} for {_changes} changes, {gaps} |");
        Row($"| positions and fences in order | {(isWhole ? "yes" : "no")} |");
    }

    private async Task<List<FleetAgent>> ReadersAsync()
    {
        var readers = (await _limits.CountAsync()).Readers;
        return [.. Running.Where(agent => readers.Contains(agent.AccessKey))];
    }

    private async Task<List<double?>> ChangeAsync()
    {
        var value = $"value {++_changes}";
        var started = Clock.GetUtcNow();
        await PutAsync(value);
        return await ArrivalsAsync(value, started, Patience);
    }

    private async Task<List<double?>> ArrivalsAsync(string value, DateTimeOffset started, TimeSpan patience)
    {
        var waiting = Running.ToList();
        var late = new List<double?>();
        while (waiting.Count > 0 && Clock.GetUtcNow() - started < patience)
        {
            waiting.RemoveAll(agent =>
            {
                var seen = agent.SeenAt(value);
                if (seen is { } at)
                {
                    late.Add((at - started.UtcDateTime).TotalSeconds);
                }

                return seen is not null;
            });
            await Task.Delay(TimeSpan.FromMilliseconds(50), Clock);
        }

        late.AddRange(waiting.Select(_ => (double?)null));
        return late;
    }

    private Task PutAsync(string value, string key = "/app/value") => _client.PutItemAsync(
        _table, new() { ["key"] = new AttributeValue { S = key }, ["value"] = new AttributeValue { S = value } });

    private static string Longest(List<double?> late) =>
        late.Contains(null) ? "never" : string.Create(CultureInfo.InvariantCulture, $"{late.Max():F2} s");

    private void Row(FormattableString row) => _text.Append(row.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
