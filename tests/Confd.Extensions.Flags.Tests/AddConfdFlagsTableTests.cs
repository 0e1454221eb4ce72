using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Metrics;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.DynamoDb;
using Confd.Flags.Hooks;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Confd.Extensions.Flags.Tests;

/// <summary>A host with flags from a table, over DynamoDB Local.</summary>
public sealed class AddConfdFlagsTableTests : IAsyncLifetime
{
    private static readonly BasicAWSCredentials Credentials = new("dummy", "dummy");
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly string _table = DynamoDbLocal.NewTableName("flags");
    private readonly RecordedLog _log = new();
    private AmazonDynamoDBClient _client = null!;
    private FaultProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _client = DynamoDbLocal.CreateClient();
        _proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        await FlagTable.CreateAsync(_client, _table, options: null, Cancellation);
        await PutAsync("f", version: 1, "1");
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _client.DeleteTableAsync(_table, CancellationToken.None);
        _client.Dispose();
    }

    [Fact]
    public async Task Host_WithoutItsOwnMetrics_IsCountedByTheMeterOfTheProcess()
    {
        var requests = new ConcurrentBag<string?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: DynamoMetrics.MeterName, Name: "confd.dynamodb.requests", Unit: "{request}" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            requests.Add($"{values["db.operation.name"]} {values["db.collection.name"]}");
        });
        listener.Start();
        using var host = Build(new FlagClientOptions { RefreshInterval = TimeSpan.FromHours(1) });

        await host.StartAsync(Cancellation);

        requests.ShouldContain($"Query {_table}");
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Host_LiveUpdates_StartsWithFlagsAndReceivesChanges()
    {
        using var host = Build(new FlagClientOptions { LiveUpdates = true, RefreshInterval = TimeSpan.FromHours(1) });

        await host.StartAsync(Cancellation);

        var flags = host.Services.GetRequiredService<FlagClient>();
        flags.IntVariation("f", User, 0).ShouldBe(1);
        var changed = NextChange(flags);
        await PutAsync("f", version: 2, "2");
        (await changed).FlagKeys.ShouldBe(["f"]);
        flags.IntVariation("f", User, 0).ShouldBe(2);
        await host.StopAsync(Cancellation);
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Host_Disposed_SendsNoMoreRequests()
    {
        var host = Build(new FlagClientOptions { LiveUpdates = true });
        await host.StartAsync(Cancellation);
        var flags = host.Services.GetRequiredService<FlagClient>();
        await ShouldFollowAsync(flags);

        await host.StopAsync(Cancellation);
        await ((IAsyncDisposable)host).DisposeAsync();
        _proxy.ResetCounts();

        // Another host that has heard of the change gives the disposed one as long to do what it should not.
        using var other = Build(new FlagClientOptions { LiveUpdates = true }, DynamoDbLocal.Endpoint);
        await other.StartAsync(Cancellation);
        await ShouldFollowAsync(other.Services.GetRequiredService<FlagClient>());
        _proxy.Counts.ShouldBeEmpty();
        flags.IntVariation("f", User, 0).ShouldBe(1);
    }

    [Theory]
    [InlineData(false, "turn its stream on")]
    [InlineData(true, "dynamodb:GetRecords")]
    public async Task Host_StreamOffOrDenied_WarnsInTheHostsLogAndReadsAtTheInterval(bool hasStream, string warning)
    {
        if (!hasStream)
        {
            await new DynamoTable(_client, _table).DisableStreamAsync(Cancellation);
        }

        _proxy.Enqueue(Fault.AccessDenied, "DescribeStream", times: 100);
        var clock = new FakeTimeProvider();
        using var host = Build(new FlagClientOptions { LiveUpdates = true, RefreshInterval = TimeSpan.FromMinutes(1), Clock = clock });
        await host.StartAsync(Cancellation);
        var flags = host.Services.GetRequiredService<FlagClient>();
        var changed = NextChange(flags);
        (await _log.FirstWarning.WaitAsync(Cancellation)).ShouldContain(warning);

        await PutAsync("f", version: 2, "2");
        await clock.WaitForTimersAsync(1, Cancellation);
        clock.Advance(TimeSpan.FromMinutes(1));

        (await changed).FlagKeys.ShouldBe(["f"]);
        _log.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_RequestsFail_WarnsBeforeTheTimeout()
    {
        var clock = new FakeTimeProvider();
        _proxy.Rates = new FaultRates { Throttles = 1 };
        using var host = Build(new FlagClientOptions { Clock = clock });

        var start = host.StartAsync(Cancellation);
        (await _log.FirstWarning.WaitAsync(Cancellation)).ShouldStartWith(
            $"Query of table {_table} failed: ProvisionedThroughputExceededException");
        clock.Advance(TimeSpan.FromSeconds(5));
        await start;

        var flags = host.Services.GetRequiredService<FlagClient>();
        flags.Health.Problem.ShouldNotBeNull().Message.ShouldContain("raise the table's capacity");
        _log.Warnings[^1].ShouldStartWith("No flags after 00:00:05");
    }

    [Fact]
    public async Task Health_StreamRequestsAreRetried_IsUnreadableMeanwhile()
    {
        using var host = Build(new FlagClientOptions { LiveUpdates = true, RefreshInterval = TimeSpan.FromHours(1) });
        await host.StartAsync(Cancellation);
        var flags = host.Services.GetRequiredService<FlagClient>();
        await ShouldFollowAsync(flags);
        var changes = new BlockingCollection<bool>();
        flags.HealthChanged += (_, _) => changes.Add(flags.Health.IsReadable);

        _proxy.Rates = new FaultRates { Errors = 1 };
        changes.Take(Cancellation).ShouldBeFalse();
        flags.Health.Problem.ShouldBeOfType<FlagStoreException>().Message.ShouldContain("GetRecords");
        _proxy.Count("Query").ShouldBeLessThan(10);
        _proxy.ResetCounts();

        _proxy.Rates = new FaultRates();
        changes.Take(Cancellation).ShouldBeTrue();
        _proxy.Count("Query").ShouldBe(0);
        _log.Warnings.ShouldHaveSingleItem().ShouldContain("The request is sent again");
    }

    [Fact]
    public async Task Health_StreamCannotBeOpened_IsReadableAsTheTableIsRead()
    {
        _proxy.Enqueue(Fault.Error, "DescribeStream", times: 10_000);
        using var host = Build(new FlagClientOptions { LiveUpdates = true, RefreshInterval = TimeSpan.FromSeconds(1) });
        var flags = host.Services.GetRequiredService<FlagClient>();
        var changes = new ConcurrentQueue<bool>();
        flags.HealthChanged += (_, _) => changes.Enqueue(flags.Health.IsReadable);
        await host.StartAsync(Cancellation);

        await Eventually.IsSoAsync(() => _proxy.Count("DescribeStream") > 3, Cancellation);

        flags.Health.IsReadable.ShouldBeTrue();
        changes.ShouldNotContain(false);
    }

    [Fact]
    public async Task Host_SeveralEnvironmentsOfOneTable_ReadItsStreamOnce()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        foreach (var key in new[] { "one", "two", "three" })
        {
            var options = new FlagClientOptions { LiveUpdates = true, RefreshInterval = TimeSpan.FromHours(1) };
            builder.Services.AddKeyedConfdFlags(key, _table, options, Store(_proxy.Url));
        }

        var host = builder.Build();
        await host.StartAsync(Cancellation);
        var clients = new List<string> { "one", "two", "three" }.ConvertAll(key => host.Services.GetRequiredKeyedService<FlagClient>(key));
        foreach (var client in clients)
        {
            await ShouldFollowAsync(client);
        }

        var changes = clients.ConvertAll(NextChange);

        await PutAsync("f", version: 2, "2");

        await Task.WhenAll(changes);
        clients.ShouldAllBe(client => client.IntVariation("f", User, 0) == 2);
        _proxy.Count("GetShardIterator").ShouldBe(1);
        await host.StopAsync(Cancellation);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task Host_TableCannotBeReached_FailsWithTheReason()
    {
        using var host = Build(new FlagClientOptions(), endpoint: null);

        (await Should.ThrowAsync<FlagStoreException>(() => host.StartAsync(Cancellation))).Message.ShouldContain("not-an-address");
    }

    [Fact]
    public async Task Host_SectionOfTheConfiguration_ServesItsTable()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Flags:Table"] = _table,
            ["Flags:Endpoint"] = DynamoDbLocal.Endpoint,
            ["Flags:Region"] = "us-east-1",
            ["Flags:RefreshInterval"] = "01:00:00",
        });
        var store = new DynamoFlagStoreOptions { Connection = new() { Credentials = new BasicAWSCredentials("dummy", "dummy") } };
        builder.Services.AddConfdFlags(builder.Configuration.GetSection("Flags"), store: store);
        using var host = builder.Build();

        await host.StartAsync(Cancellation);

        host.Services.GetRequiredService<FlagClient>().IntVariation("f", User, 0).ShouldBe(1);
    }

    [Fact]
    public async Task Host_SectionWithoutATable_DoesNotStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddConfdFlags(builder.Configuration.GetSection("Flags"));
        using var host = builder.Build();

        (await Should.ThrowAsync<InvalidOperationException>(() => host.StartAsync(Cancellation))).Message.ShouldContain("Flags:Table");
    }

    [Fact]
    public void Readme_Examples_AreCodeOfTheseTests()
    {
        var readme = Read("src", "Confd.Extensions.Flags", "README.md");
        var sources = string.Concat(
            Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "tests", "Confd.Extensions.Flags.Tests"), "AddConfdFlags*.cs")
                .Select(File.ReadAllText));

        // The first is a program of its own, which eng/check-packages.sh compiles.
        var blocks = readme.Split("```csharp\n")[1..].Select(block => block.Split("\n```")[0]).ToList();
        blocks[0].ShouldStartWith("using ");
        blocks.Count.ShouldBeGreaterThan(1);
        foreach (var block in blocks[1..])
        {
            sources.ShouldContain(block);
        }

        Configure(Host.CreateEmptyApplicationBuilder(settings: null));
    }

    [Fact]
    public void AddConfdFlags_NoTableName_IsRefused() => Should.Throw<ArgumentException>(() => new ServiceCollection().AddConfdFlags(""));

    private static Task<FlagsChangedEventArgs> NextChange(FlagClient flags)
    {
        var change = new TaskCompletionSource<FlagsChangedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        flags.FlagsChanged += (_, arguments) => change.TrySetResult(arguments);
        return change.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([RepositoryFiles.Root, .. path]));

    // A flag of its own, so that the first one stays what the caller has read.
    private async Task ShouldFollowAsync(FlagClient flags)
    {
        var changed = NextChange(flags);
        await PutAsync($"other-{Guid.NewGuid():N}", version: 1, "0");
        await changed;
    }

    private IHost Build(FlagClientOptions options) => Build(options, _proxy.Url);

    private IHost Build(FlagClientOptions options, string? endpoint)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.AddProvider(new RecordingProvider(_log));
        builder.Services.AddConfdFlags(_table, options, Store(endpoint));
        return builder.Build();
    }

    private static DynamoFlagStoreOptions Store(string? endpoint) => new()
    {
        Connection = new DynamoConnectionOptions
        {
            Endpoint = endpoint is null ? null : new Uri(endpoint),
            Region = "us-east-1",
            Credentials = Credentials,
            Environment = endpoint is null ? NoAddress : static _ => null,
        },
    };

    private static string? NoAddress(string name) => name == "AWS_ENDPOINT_URL_DYNAMODB" ? "not-an-address" : null;

    // The README's example.
    private static void Configure(IHostApplicationBuilder builder)
    {
        builder.Services.AddConfdFlags("flags", new FlagClientOptions { LiveUpdates = true });
        builder.Services.AddConfdFlags(builder.Configuration.GetSection("Flags"));
        builder.Services.AddSingleton<FlagHook, TracingHook>();
        builder.Services.AddSingleton<FlagHook, OpenTelemetryHook>();
        builder.Services.AddHealthChecks().AddConfdFlags(tags: ["ready"]);
    }

    private async Task PutAsync(string key, int version, string value)
    {
        await using var store = new DynamoFlagStore(_client, _table);
        var json = $$"""{"key":"{{key}}","version":{{version}},"on":true,"variations":[{{value}}],"fallthrough":{"variation":0} }""";
        await store.UpsertAsync(DataKind.Features, key, FlagItemJson.Read(key, System.Text.Encoding.UTF8.GetBytes(json)), Cancellation);
    }

    private sealed class TracingHook() : FlagHook("tracing");

    private sealed class RecordingProvider(RecordedLog log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
