using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.BackendSpec;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.Engine;
using Confd.Engine.Observing;
using Confd.Engine.Running;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Backends.DynamoDb.Tests;

public sealed class DynamoKeyBackendTests : IAsyncLifetime
{
    private readonly string _table = DynamoDbLocal.NewTableName();
    private readonly RecordedLog _log = new();
    private AmazonDynamoDBClient? _client;
    private FaultProxy? _proxy;

    public async ValueTask InitializeAsync()
    {
        _proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        _client = DynamoDbLocal.CreateClient();
        await DynamoDbLocal.CreateKeyTableAsync(_client, _table);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null && _client is not null)
        {
            await _proxy.DisposeAsync();
            await _client.DeleteTableAsync(_table);
            _client.Dispose();
        }
    }

    [Fact]
    public async Task Open_Table_IsLogged()
    {
        await using var backend = await OpenAsync();

        backend.Name.ShouldBe("dynamodb");
        _log.Lines.ShouldContain($"Information DynamoDB table set to {_table}");
    }

    [Fact]
    public async Task Select_ValueIsNotText_WarnsInTheOriginalsWords()
    {
        await PutAsync("/app/port", new AttributeValue { N = "8080" });
        await using var backend = await OpenAsync();

        var reading = await backend.ReadAsync(["/app/port"], Cancellation);

        reading.Select(["/app/port"]).ShouldBeEmpty();
        _log.Lines.ShouldContain("Warning Skipping key '/app/port'. 'value' is not of type 'string'.");
    }

    [Fact]
    public async Task Read_OneResourceOfTwo_SelectsItsOwnKeys()
    {
        await PutAsync("/a/x", new AttributeValue { S = "1" });
        await PutAsync("/b", new AttributeValue { S = "2" });
        await using var backend = await OpenAsync();

        var reading = await backend.ReadAsync(["/a", "/b"], Cancellation);

        Text(reading.Select(["/a"])).ShouldBe(new Dictionary<string, string> { ["/a/x"] = "1" });
        Text(reading.Select(["/b"])).ShouldBe(new Dictionary<string, string> { ["/b"] = "2" });
    }

    [Fact]
    public async Task Read_DeniedByPolicy_FailsAndNamesThePermission()
    {
        await using var backend = await OpenAsync();
        _proxy!.Enqueue(Fault.AccessDenied, "BatchGetItem");
        _proxy.Enqueue(Fault.AccessDenied, "GetItem");

        var failed = await Should.ThrowAsync<KeyBackendException>(() => backend.ReadAsync(["/a"], Cancellation));

        failed.Message.ShouldContain($"GetItem of table {_table} failed: AccessDeniedException");
        failed.Message.ShouldContain("allow dynamodb:GetItem");
    }

    [Fact]
    public async Task CheckHealth_Table_ReportsStatusAndCount()
    {
        await using var backend = await OpenAsync();

        var health = await backend.CheckHealthAsync(Cancellation);

        health.IsHealthy.ShouldBeTrue();
        health.Details.Select(detail => detail.Key).ShouldBe(["table", "table_status", "item_count"]);
    }

    [Fact]
    public async Task OpenWatch_TableWithoutStream_WarnsHowToEnableItAndReturnsNull()
    {
        await using var backend = await OpenAsync();

        (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldBeNull();
        (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldBeNull();

        _log.Lines.Count(
            line => line == $"Warning Table {_table} has no stream to watch, nor a journal, so it is polled; enable a stream, "
                + "with old and new images").ShouldBe(1);
    }

    [Fact]
    public async Task OpenWatch_StreamIsDenied_NamesThePermissionAndReturnsNull()
    {
        await new DynamoTable(_client!, _table).EnableStreamAsync(Cancellation);
        await using var backend = await OpenAsync();
        _proxy!.Enqueue(Fault.AccessDenied, "DescribeStream");

        (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldBeNull();

        _log.Lines.ShouldContain(
            line => line.StartsWith($"Warning Access to the stream of table {_table} is denied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenWatch_JournalIsDenied_NamesThePermissionOnTheJournal()
    {
        await using var backend = await OpenAsync(journal: $"{_table}-journal");
        _proxy!.Enqueue(Fault.AccessDenied, "GetItem");

        (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldBeNull();

        _log.Warnings.ShouldHaveSingleItem().ShouldStartWith(
            $"The journal {_table}-journal of table {_table} may not be read, so the table is polled; allow dynamodb:GetItem and "
            + $"dynamodb:Query on the journal [GetItem of table {_table}-journal failed: AccessDeniedException");
    }

    [Fact]
    public async Task OpenWatch_StreamIsDeniedAfterAWatchWasOpen_FailsAndIsRetried()
    {
        await new DynamoTable(_client!, _table).EnableStreamAsync(Cancellation);
        await using var backend = await OpenAsync();
        await using (var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull())
        {
            _proxy!.Enqueue(Fault.AccessDenied, "GetRecords");
            await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation));
        }

        _proxy.Enqueue(Fault.AccessDenied, "DescribeStream", times: 2);
        await Should.ThrowAsync<KeyBackendException>(() => backend.OpenWatchAsync(["/a"], Cancellation));
        await Should.ThrowAsync<KeyBackendException>(() => backend.OpenWatchAsync(["/a"], Cancellation));

        _log.Lines.Count(line => line.Contains("allow dynamodb:DescribeStream", StringComparison.Ordinal)).ShouldBe(1);
        await using var again = await backend.OpenWatchAsync(["/a"], Cancellation);
        again.ShouldNotBeNull();
    }

    [Fact]
    public async Task OpenWatch_TableWithStream_ReportsChangedKeys()
    {
        await new DynamoTable(_client!, _table).EnableStreamAsync(Cancellation);
        await using var backend = await OpenAsync();
        await using var watch = (await backend.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();

        await PutAsync("/a/x", new AttributeValue { S = "1" });

        // Another value: a write that changes nothing is in no stream.
        (await KeyBackendSpec.ReportedAsync(watch, () => PutAsync("/a/x", new AttributeValue { S = "2" }))).ShouldBe(["/a/x"]);
        Text((await backend.ReadAsync(["/a"], Cancellation)).Select(["/a"])).Keys.ShouldBe(["/a/x"]);
    }

    [Fact]
    public async Task Watch_StreamDoesNotRespond_StillWritesFiles()
    {
        await new DynamoTable(_client!, _table).EnableStreamAsync(Cancellation);
        await PutAsync("/a/x", new AttributeValue { S = "1" });
        await using var backend = await OpenAsync();
        _proxy!.Enqueue(Fault.Hang, "DescribeStream");
        using var folder = new TempDirectory();
        folder.Write("conf.d/app.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{folder["app.conf"]}\"\nkeys = [\"/a\"]\n");
        folder.Write("templates/app.tmpl", "{{len (getvs \"/a/*\")}}");
        var board = new StatusBoard(TimeProvider.System, new BackendSection("dynamodb"));
        await using var engine = new ConfdEngine(new EngineOptions { ConfigDirectory = folder.Path }, new EngineParts
        {
            Backend = backend,
            Backends = BackendRegistry.Empty,
            Logger = _log,
            Status = board,
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = engine.WatchAsync(stop.Token);

        await ChangedAsync(board).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        (await File.ReadAllTextAsync(folder["app.conf"], Cancellation)).ShouldBe("1");
        _proxy.Count("DescribeStream").ShouldBe(1);
        await stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Read_HundredResourcesOverAFaultyNetwork_AreAllCorrect()
    {
        var keys = Enumerable.Range(0, 100).Select(n => $"/svc/{n:00}").ToList();
        foreach (var chunk in keys.Chunk(25))
        {
            var writes = chunk.Select(key => new WriteRequest(new PutRequest(new()
            {
                ["key"] = new AttributeValue { S = $"{key}/host" },
                ["value"] = new AttributeValue { S = $"host of {key}" },
            })));
            await _client!.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [_table] = [.. writes] } }, Cancellation);
        }

        _proxy!.Rates = FaultRates.Rough with { Unprocessed = 0.2, PageItems = 10 };
        await using var backend = await OpenAsync();
        for (var cycle = 0; cycle < 3; cycle++)
        {
            var reading = await backend.ReadAsync(keys, Cancellation);
            foreach (var key in keys)
            {
                Text(reading.Select([key])).ShouldBe(new Dictionary<string, string> { [$"{key}/host"] = $"host of {key}" });
            }
        }

        _proxy.TotalHarmed.ShouldBeGreaterThan(10);
    }

    // Until the board says that the one resource was written.
    private static async Task ChangedAsync(StatusBoard board)
    {
        var status = board.Current;
        while (!status.Resources.Any(resource => resource.State == ResourceState.Changed))
        {
            status = await board.WaitForChangeAsync(status.Revision, Cancellation);
        }
    }

    private static Dictionary<string, string> Text(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values) =>
        values.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span));

    private Task PutAsync(string key, AttributeValue value) =>
        _client!.PutItemAsync(
            _table, new Dictionary<string, AttributeValue> { ["key"] = new() { S = key }, ["value"] = value }, Cancellation);

    private Task<IKeyBackend> OpenAsync(string? journal = null)
    {
        var options = new KeyValueTableOptions
        {
            Connection = new DynamoConnectionOptions
            {
                Endpoint = new Uri(_proxy!.Url),
                Region = "us-east-1",
                Credentials = new BasicAWSCredentials("dummy", "dummy"),
            },
            Journal = new JournalOptions { Name = journal },
            Retry = new DynamoRetryOptions
            {
                BaseDelay = TimeSpan.FromMilliseconds(1),
                MaxDelay = TimeSpan.FromMilliseconds(20),

                // What does not answer is not asked again while a test runs.
                AttemptTimeout = TimeSpan.FromHours(1),
                Budget = TimeSpan.FromHours(1),
            },
        };
        return DynamoKeyBackend.OpenAsync(_table, options, _log, Cancellation);
    }
}
