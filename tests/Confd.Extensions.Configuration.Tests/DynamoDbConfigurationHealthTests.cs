using System.Collections.Concurrent;
using Confd.DynamoDb;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Confd.Extensions.Configuration.Tests;

public sealed class DynamoDbConfigurationHealthTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Check_TableReadThenGone_IsHealthyThenDegradedWithTheAge()
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var configuration = Build(table, options =>
        {
            options.ReloadInterval = TimeSpan.FromMinutes(1);
            options.OnReloadFailure = _ => failed.TrySetResult();
        });
        var healthy = await CheckAsync(configuration);
        healthy.Status.ShouldBe(HealthStatus.Healthy);
        healthy.Data[table.Name].ShouldBe("read 0 seconds ago");

        await table.DropAsync();
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await failed.Task.WaitAsync(Cancellation);

        var degraded = await CheckAsync(configuration);
        degraded.Status.ShouldBe(HealthStatus.Degraded);
        degraded.Description.ShouldBe(
            $"The settings of table {table.Name} could not be read since 2026-01-01 00:01:00Z; the earlier ones stay");
        degraded.Data[table.Name].ShouldBe("read 60 seconds ago");
        configuration["a"].ShouldBe("1");
    }

    [Fact]
    public async Task Check_StreamRequestsAreRetried_IsDegradedUntilTheySucceed()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true, ("/a", "1"));
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        var health = new RequestHealth();
        using var changed = new SemaphoreSlim(0);
        health.Changed += (_, _) => changed.Release();
        using var configuration = Build(table, options =>
        {
            options.ReloadOnChange = true;
            options.ReloadInterval = TimeSpan.FromHours(1);
            options.Table = ScratchTable.Options(proxy: proxy) with { RequestHealth = health };
        });
        await Eventually.IsSoAsync(() => proxy.Count("GetRecords") > 0, Cancellation);

        proxy.Rates = new FaultRates { Errors = 1 };
        await changed.WaitAsync(Cancellation);
        (await CheckAsync(configuration)).Status.ShouldBe(HealthStatus.Degraded);

        proxy.Rates = new FaultRates();
        await changed.WaitAsync(Cancellation);
        (await CheckAsync(configuration)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_StreamCannotBeOpened_IsHealthyAsTheTableIsRead()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true, ("/a", "1"));
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        proxy.Enqueue(Fault.Error, "DescribeStream", times: 10_000);
        var health = new RequestHealth();
        var failures = new ConcurrentQueue<string>();
        using var configuration = Build(table, options =>
        {
            options.ReloadOnChange = true;
            options.ReloadInterval = TimeSpan.FromSeconds(1);
            options.OnReloadFailure = problem => failures.Enqueue(problem.Message);
            options.Table = ScratchTable.Options(proxy: proxy) with { RequestHealth = health };
        });
        health.Changed += (_, _) => failures.Enqueue("the requests to the table fail or succeed again");

        await Eventually.IsSoAsync(() => proxy.Count("DescribeStream") > 3, Cancellation);

        (await CheckAsync(configuration)).Status.ShouldBe(HealthStatus.Healthy);
        failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_OptionalTableMissing_IsUnhealthyInAChainedConfigurationToo()
    {
        await using var table = await ScratchTable.CreateAsync();
        await table.DropAsync();
        using var configuration = Build(table, options => (options.IsOptional, options.OnReloadFailure) = (true, _ => { }));

        var entry = await CheckAsync(new ConfigurationBuilder().AddConfiguration(configuration).Build());

        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description.ShouldBe($"The settings of table {table.Name} have not been read yet");
        entry.Data[table.Name].ShouldBe("never read");
    }

    [Fact]
    public async Task Check_TwoPrefixesOfOneTable_AreNamedSeparately()
    {
        await using var table = await ScratchTable.CreateAsync(("/one/a", "1"), ("/two/a", "2"));
        using var one = Build(table, options => options.Prefix = "/one");
        using var two = Build(table, options => options.Prefix = "/two");

        var entry = await CheckAsync(new ConfigurationBuilder().AddConfiguration(one).AddConfiguration(two).Build());

        entry.Data.Keys.ShouldBe([$"{table.Name} /one", $"{table.Name} /two"], ignoreOrder: true);
    }

    [Fact]
    public async Task Check_NoTable_IsUnhealthy() =>
        (await CheckAsync(new ConfigurationBuilder().Build())).Status.ShouldBe(HealthStatus.Unhealthy);

    private async Task<HealthReportEntry> CheckAsync(IConfiguration configuration)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(configuration).AddSingleton<TimeProvider>(_clock);
        services.AddHealthChecks().AddDynamoDbConfiguration();
        await using var provider = services.BuildServiceProvider();
        return (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Entries["dynamodb-configuration"];
    }

    private ConfigurationRoot Build(ScratchTable table, Action<DynamoDbConfigurationOptions> configure) =>
        (ConfigurationRoot)new ConfigurationBuilder()
            .AddDynamoDb(
                table.Name,
                options =>
                {
                    options.Table = ScratchTable.Options(_clock);
                    configure(options);
                })
            .Build();
}
