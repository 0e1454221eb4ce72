using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;
using Confd.Flags.Client;
using Confd.Flags.Storage;
using Confd.Flags.Testing;
using Confd.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Confd.Extensions.Flags.Tests;

public sealed class FlagHealthCheckTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SwitchedStore _store = new();
    private ServiceProvider _services = null!;

    private FlagClient Flags => _services.GetRequiredService<FlagClient>();

    public ValueTask InitializeAsync()
    {
        _services = Build(new() { RefreshInterval = Timeout.InfiniteTimeSpan });
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("checkout")]
    public async Task AddConfdFlags_ClientOfTheProgramWasRegisteredBefore_IsTheInterfacesTooAndHealthy(string? key)
    {
        var data = new TestData();
        await using var client = await FlagClient.OpenTestDataAsync(data.Update(data.Flag("f")), cancellationToken: Cancellation);
        var services = new ServiceCollection().AddLogging().AddKeyedSingleton(key, client);
        services = key is null
            ? services.AddConfdFlags(new ConfigurationBuilder().Build())
            : services.AddKeyedConfdFlags(key, new ConfigurationBuilder().Build());
        services.AddHealthChecks().AddConfdFlags(serviceKey: key);
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredKeyedService<IFlagClient>(key).ShouldBeSameAs(client);
        provider.GetKeyedServices<IFlagClient>(key).Count().ShouldBe(1);
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_NothingReadYet_IsUnhealthy()
    {
        var entry = await CheckAsync();

        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description.ShouldBe("No flags have been read yet; defaults are returned");
        entry.Data.ShouldBe(new Dictionary<string, object> { ["initialized"] = false });
    }

    [Fact]
    public async Task Check_FlagsRead_IsHealthyWithTheirAge()
    {
        await Flags.RefreshAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(90));

        var entry = await CheckAsync();

        entry.Status.ShouldBe(HealthStatus.Healthy);
        entry.Data.ShouldBe(new Dictionary<string, object> { ["initialized"] = true, ["ageSeconds"] = 90.0 });
        entry.Tags.ShouldBe(["ready"]);
    }

    [Fact]
    public async Task Check_StoreGone_IsDegradedThenUnhealthyThenHealthyAgain()
    {
        await Flags.RefreshAsync(Cancellation);
        _store.IsGone = true;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Should.ThrowAsync<FlagStoreException>(() => Flags.RefreshAsync(Cancellation));

        _clock.Advance(TimeSpan.FromMinutes(10));
        var degraded = await CheckAsync();
        degraded.Status.ShouldBe(HealthStatus.Degraded);
        degraded.Description.ShouldBe(
            "The flags have been unreadable since 2026-01-01 00:01:00Z; those of 2026-01-01 00:00:00Z stay in use");
        degraded.Data["ageSeconds"].ShouldBe(660.0);

        _clock.Advance(TimeSpan.FromSeconds(1));
        (await CheckAsync()).Status.ShouldBe(HealthStatus.Unhealthy);

        _store.IsGone = false;
        await Flags.RefreshAsync(Cancellation);
        (await CheckAsync()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_ReadThrough_ReflectsTheLastRead()
    {
        await using var services = Build(new() { ReadThrough = new() { TimeToLive = TimeSpan.Zero } });
        var flags = services.GetRequiredService<FlagClient>();
        (await CheckAsync(services)).Status.ShouldBe(HealthStatus.Healthy);

        _store.IsGone = true;
        await flags.BoolVariationAsync("f", Confd.Flags.Contexts.EvaluationContext.New("u"), defaultValue: false, Cancellation);
        var entry = await CheckAsync(services);
        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description.ShouldBe("The flags have been unreadable since 2026-01-01 00:00:00Z; defaults are returned");

        _store.IsGone = false;
        await flags.BoolVariationAsync("f", Confd.Flags.Contexts.EvaluationContext.New("u"), defaultValue: false, Cancellation);
        (await CheckAsync(services)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_ReadThroughAndStoreGoneAfterAReading_IsDegradedThenUnhealthyThenHealthyAgain()
    {
        await using var services = Build(new() { ReadThrough = new() { TimeToLive = TimeSpan.FromSeconds(15) } });
        var flags = services.GetRequiredService<FlagClient>();
        (await ReadAsync()).ShouldBeTrue();
        _store.IsGone = true;
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await ReadAsync()).ShouldBeTrue();

        var degraded = await CheckAsync(services);
        (degraded.Status, degraded.Description).ShouldBe(
            (HealthStatus.Degraded, "The flags have been unreadable since 2026-01-01 00:01:00Z; those that were read before stay in use"));
        degraded.Exception.ShouldBeOfType<FlagStoreException>();

        _clock.Advance(TimeSpan.FromMinutes(11));
        (await ReadAsync()).ShouldBeTrue();
        (await CheckAsync(services)).Status.ShouldBe(HealthStatus.Unhealthy);

        _store.IsGone = false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await ReadAsync()).ShouldBeTrue();
        (await CheckAsync(services)).Status.ShouldBe(HealthStatus.Healthy);

        ValueTask<bool> ReadAsync() =>
            flags.BoolVariationAsync("f", Confd.Flags.Contexts.EvaluationContext.New("u"), defaultValue: false, Cancellation);
    }

    [Fact]
    public async Task Check_KeyedClient_IsThatOfTheKey()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddKeyedConfdFlags("staging", _ => _store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan });
        services.AddHealthChecks().AddConfdFlags("staging-flags", serviceKey: "staging", failureStatus: HealthStatus.Degraded);
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        report.Entries["staging-flags"].Status.ShouldBe(HealthStatus.Degraded);
        await provider.GetRequiredKeyedService<FlagClient>("staging").RefreshAsync(Cancellation);
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("staging")]
    public async Task Check_FakeInPlaceOfTheClient_OpensNoStoreAndChecksReadiness(string? serviceKey)
    {
        var fake = DispatchProxy.Create<IFlagClient, FakeFlags>();
        var services = new ServiceCollection().AddLogging();
        services.AddKeyedConfdFlags(serviceKey, _ => throw new FlagStoreException("no store is to be opened"));
        services.AddKeyedSingleton(serviceKey, fake);
        services.AddHealthChecks().AddConfdFlags(serviceKey: serviceKey);
        await using var provider = services.BuildServiceProvider();

        (await CheckAsync(provider)).Status.ShouldBe(HealthStatus.Unhealthy);
        ((FakeFlags)(object)fake).IsReady = true;
        (await CheckAsync(provider)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_ClientCannotBeCreated_IsReportedAndOthersStillRun()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddConfdFlags(_ => throw new FlagStoreException("there are no credentials"));
        services.AddHealthChecks().AddConfdFlags().AddCheck("other", () => HealthCheckResult.Healthy());
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        (report.Entries["confd-flags"].Status, report.Entries["confd-flags"].Description)
            .ShouldBe((HealthStatus.Unhealthy, "there are no credentials"));
        report.Entries["other"].Status.ShouldBe(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("staging")]
    public async Task Check_ClientWithItsOwnClock_IsCheckedByThatClock(string? serviceKey)
    {
        var own = new FakeTimeProvider();
        own.Advance(TimeSpan.FromDays(400));
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock);
        services.AddKeyedConfdFlags(
            serviceKey, _ => _store, new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan, Clock = own });
        services.AddHealthChecks().AddConfdFlags(serviceKey: serviceKey);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<FlagClient>(serviceKey).RefreshAsync(Cancellation);
        own.Advance(TimeSpan.FromSeconds(90));

        (await CheckAsync(provider)).Data["ageSeconds"].ShouldBe(90.0);
    }

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Entries["confd-flags"];

    private Task<HealthReportEntry> CheckAsync() => CheckAsync(_services);

    private ServiceProvider Build(FlagClientOptions options)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock);
        services.AddConfdFlags(_ => _store, options);
        services.AddHealthChecks().AddConfdFlags(unhealthyAfter: TimeSpan.FromMinutes(10), tags: ["ready"]);
        return services.BuildServiceProvider();
    }

    /// <summary>Flags that are asked for nothing but whether they are there.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is derived from it.")]
    private class FakeFlags : DispatchProxy
    {
        public bool IsReady { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == $"get_{nameof(IsReady)}" ? IsReady : throw new NotSupportedException(targetMethod?.Name);
    }

    /// <summary>A store that can be gone.</summary>
    private sealed class SwitchedStore : IFlagStore
    {
        private readonly MemoryFlagStore _inner =
            new(FlagDataReader.Read(Encoding.UTF8.GetBytes("""{"flagValues":{"f":true}}"""), "test"));

        public bool IsGone { get; set; }

        private MemoryFlagStore Inner => IsGone ? throw new FlagStoreException("gone") : _inner;

        public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken) => Inner.InitAsync(data, cancellationToken);

        public Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
            Inner.GetAsync(kind, key, cancellationToken);

        public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
            Inner.GetAllAsync(kind, cancellationToken);

        public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken) =>
            Inner.UpsertAsync(kind, key, item, cancellationToken);

        public Task<bool> InitializedAsync(CancellationToken cancellationToken) => Inner.InitializedAsync(cancellationToken);

        public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(!IsGone);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
