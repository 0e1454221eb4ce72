using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;
using Amazon.Runtime;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.DynamoDb;
using Confd.Flags.Evaluation;
using Confd.Flags.Events;
using Confd.Flags.Hooks;
using Confd.Flags.Storage;
using Confd.Flags.Testing;
using Confd.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Confd.Extensions.Flags.Tests;

public sealed class AddConfdFlagsTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    [Fact]
    public async Task Start_StoreCanBeRead_FlagsAreThere()
    {
        var services = new ServiceCollection();
        var store = new MemoryFlagStore(FlagDataReader.Read(Encoding.UTF8.GetBytes("""{"flagValues":{"f":true}}"""), "test"));
        services.AddConfdFlags(_ => store, new FlagClientOptions { RefreshInterval = TimeSpan.FromSeconds(30) });
        await using var provider = services.BuildServiceProvider();

        await Startup(provider).StartAsync(Cancellation);

        var client = provider.GetRequiredService<FlagClient>();
        client.BoolVariation("f", User, false).ShouldBeTrue();
        client.ShouldBeSameAs(provider.GetRequiredService<FlagClient>());
        await Startup(provider).StopAsync(Cancellation);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("staging")]
    public async Task Evaluate_HooksAndEventsFromServices_AreCalled(string? key)
    {
        var services = new ServiceCollection();
        services.AddKeyedSingleton<FlagHook, CountingHook>(key);
        services.AddKeyedSingleton<IFlagEvents, CountingEvents>(key);
        services.AddKeyedSingleton<IFlagEvents, CountingEvents>("another");
        services.AddKeyedConfdFlags(key, _ => new TestData());
        await using var provider = services.BuildServiceProvider();
        var client = key is null ? provider.GetRequiredService<IFlagClient>() : provider.GetRequiredKeyedService<IFlagClient>(key);

        client.BoolVariation("f", User, false);
        client.Track("bought", User);

        Of<FlagHook, CountingHook>().Evaluations.ShouldBe(1);
        Of<IFlagEvents, CountingEvents>().Added.ShouldBeGreaterThan(0);
        ((CountingEvents)provider.GetRequiredKeyedService<IFlagEvents>("another")).Added.ShouldBe(0);

        TMade Of<TService, TMade>()
            where TService : class
            where TMade : TService =>
            (TMade)(key is null ? provider.GetRequiredService<TService>() : provider.GetRequiredKeyedService<TService>(key));
    }

    [Fact]
    public async Task Start_StoreDoesNotRespond_StartsAfterTheTimeoutWithDefaults()
    {
        var clock = new FakeTimeProvider();
        var store = new SilentStore();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(clock);
        services.AddConfdFlags(_ => store, hosting: new FlagHostingOptions { StartTimeout = TimeSpan.FromSeconds(3) });
        await using var provider = services.BuildServiceProvider();

        var starting = Startup(provider).StartAsync(Cancellation);
        await clock.WaitForTimersAsync(1, Cancellation);
        starting.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(3));
        await starting;

        provider.GetRequiredService<FlagClient>().IsReady.ShouldBeFalse();
    }

    [Fact]
    public async Task Start_ClientWithItsOwnClock_WaitsByThatClock()
    {
        var clock = new FakeTimeProvider();
        var services = new ServiceCollection();
        services.AddConfdFlags(
            _ => new SilentStore(),
            new FlagClientOptions { Clock = clock },
            new FlagHostingOptions { StartTimeout = TimeSpan.FromHours(3) });
        await using var provider = services.BuildServiceProvider();

        var starting = Startup(provider).StartAsync(Cancellation);
        await clock.WaitForTimersAsync(1, Cancellation);
        starting.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromHours(3));

        await starting;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("prod")]
    public async Task Start_FakeInPlaceOfTheClient_OpensNoStore(string? key)
    {
        var services = new ServiceCollection();
        services.AddKeyedConfdFlags(key, IFlagStore (_) => throw new InvalidOperationException("the store was opened"));
        services.AddKeyedSingleton<IFlagClient>(key, (_, _) => DispatchProxy.Create<IFlagClient, Refusing>());
        await using var provider = services.BuildServiceProvider();

        await Startup(provider).StartAsync(Cancellation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_TestClientInPlaceOfTheClient_UsesNoSettings(bool isInterface)
    {
        // A section without a table: nothing but the client itself would need one.
        var services = new ServiceCollection().AddConfdFlags(new ConfigurationBuilder().Build());
        var data = new TestData();
        await using var client = await FlagClient.OpenTestDataAsync(data.Update(data.Flag("f")), cancellationToken: Cancellation);
        _ = isInterface ? services.AddSingleton<IFlagClient>(client) : services.AddSingleton(client);
        await using var provider = services.BuildServiceProvider();

        await Startup(provider).StartAsync(Cancellation);

        provider.GetRequiredService<IFlagClient>().BoolVariation("f", User, false).ShouldBeTrue();
    }

    [Fact]
    public async Task Update_TestClientInPlaceOfTheClient_IsSeenAtOnce()
    {
        var services = new ServiceCollection().AddConfdFlags(new ConfigurationBuilder().Build());
        var data = new TestData();
        await using var client = await FlagClient.OpenTestDataAsync(data, cancellationToken: Cancellation);
        services.AddSingleton(client);
        await using var provider = services.BuildServiceProvider();
        var flags = provider.GetRequiredService<IFlagClient>();

        data.Update(data.Flag("f").FallthroughVariation(true));
        flags.BoolVariation("f", User, false).ShouldBeTrue();
        data.Update(data.Flag("f").FallthroughVariation(false));
        flags.BoolVariation("f", User, true).ShouldBeFalse();
    }

    [Fact]
    public async Task Update_TestDataAsTheStore_IsSeenAfterTheNextRead()
    {
        var data = new TestData();
        var services = new ServiceCollection().AddConfdFlags(_ => data);
        await using var provider = services.BuildServiceProvider();
        await Startup(provider).StartAsync(Cancellation);
        var flags = provider.GetRequiredService<IFlagClient>();

        data.Update(data.Flag("f").FallthroughVariation(true));
        flags.BoolVariation("f", User, false).ShouldBeFalse();
        await flags.RefreshAsync(Cancellation);
        flags.BoolVariation("f", User, false).ShouldBeTrue();
    }

    [Fact]
    public async Task Start_DecoratedClient_WaitsForTheFlags()
    {
        var services = new ServiceCollection();
        services.AddConfdFlags(_ => Store("true"), hosting: new FlagHostingOptions { StartTimeout = Timeout.InfiniteTimeSpan });
        services.AddSingleton(provider =>
        {
            _ = provider.GetRequiredService<FlagClient>();
            return DispatchProxy.Create<IFlagClient, Refusing>();
        });
        await using var provider = services.BuildServiceProvider();

        await Startup(provider).StartAsync(Cancellation);

        provider.GetRequiredService<FlagClient>().IsReady.ShouldBeTrue();
    }

    [Fact]
    public async Task Resolve_NoStore_ReportsIt()
    {
        await using var provider = new ServiceCollection().AddConfdFlags(_ => null!).BuildServiceProvider();

        Should.Throw<InvalidOperationException>(provider.GetRequiredService<FlagClient>).Message.ShouldContain("answered null");
    }

    [Fact]
    public async Task Start_ClientWithManualRefresh_IsRefreshed()
    {
        var services = new ServiceCollection();
        services.AddConfdFlags(
            _ => Store("true"),
            new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan },
            new FlagHostingOptions { StartTimeout = Timeout.InfiniteTimeSpan });
        await using var provider = services.BuildServiceProvider();

        await Startup(provider).StartAsync(Cancellation);

        provider.GetRequiredService<FlagClient>().IsReady.ShouldBeTrue();
    }

    [Fact]
    public async Task Start_ClientWithManualRefreshFails_ReportsIt()
    {
        var log = new RecordedLog();
        var services = new ServiceCollection();
        services.AddConfdFlags(
            _ => DispatchProxy.Create<IFlagStore, Refusing>(),
            new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan, Logger = log },
            new FlagHostingOptions { StartTimeout = TimeSpan.Zero });
        await using var provider = services.BuildServiceProvider();

        await Startup(provider).StartAsync(Cancellation);

        await log.WaitForAsync("The flags could not be read");
    }

    [Fact]
    public async Task Resolve_ClientCannotBeCreated_ClosesTheStore()
    {
        var store = new SilentStore();
        var services = new ServiceCollection();
        services.AddSingleton(DispatchProxy.Create<IFlagEvents, Refusing>());
        services.AddConfdFlags(_ => store, new FlagClientOptions { Logger = new RecordedLog() });
        await using var provider = services.BuildServiceProvider();

        Should.Throw<FlagStoreException>(provider.GetRequiredService<FlagClient>);

        store.IsDisposed.ShouldBeTrue();
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(0, 10)]
    [InlineData(60, 60)]
    public async Task Open_CredentialsNeverArrive_DoesNotHang(int startSeconds, int seconds)
    {
        var clock = new FakeTimeProvider();
        var longest = new FlagHostingOptions { StartTimeout = TimeSpan.FromSeconds(startSeconds) }.MaxOpeningTime;
        var opening = Task.Run(() => FlagServiceCollectionExtensions.OpenInTime(NeverAsync, "flags", longest, clock), Cancellation);
        await clock.WaitForTimersAsync(1, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(seconds));

        (await Should.ThrowAsync<FlagStoreException>(() => opening)).Message
            .ShouldStartWith($"the flag table flags cannot be opened: no AWS credentials or region within {seconds} seconds; ");

        static Task<int> NeverAsync(CancellationToken stop) => new TaskCompletionSource<int>().Task.WaitAsync(stop);
    }

    [Theory]
    [InlineData("10675199.02:48:05")]
    [InlineData("-00:00:05")]
    public void Add_StartTimeoutLongerThanTimers_IsRefusedByName(string timeout)
    {
        var hosting = new FlagHostingOptions { StartTimeout = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture) };

        Should.Throw<ArgumentOutOfRangeException>(() => new ServiceCollection().AddConfdFlags("flags", hosting: hosting))
            .Message.ShouldContain("FlagHostingOptions.StartTimeout has to be at least zero and at most 24 days, or infinite; it is ");
    }

    [Fact]
    public void Add_ContradictoryOptions_AreRefusedBeforeAStoreIsOpened()
    {
        var options = new FlagClientOptions { LiveUpdates = true, ReadThrough = new FlagCacheOptions() };

        Should.Throw<ArgumentException>(() => new ServiceCollection().AddConfdFlags(_ => new SilentStore(), options))
            .ShouldNotBeAssignableTo<ArgumentOutOfRangeException>();
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddConfdFlags("flags", options)).ParamName.ShouldBe("ReadThrough");
        Should.Throw<ArgumentNullException>(() => new ServiceCollection().AddConfdFlags("flags", store: new() { Table = null! }))
            .Message.ShouldStartWith("DynamoFlagStoreOptions.Table is null");
    }

    [Fact]
    public async Task Log_KeyedClients_HaveSeparateCategories()
    {
        var categories = new ConcurrentBag<string>();
        var store = new DynamoFlagStoreOptions { Connection = new() { Region = "us-east-1", Credentials = new AnonymousAWSCredentials() } };
        var silent = new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan };
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(new NamedLoggers(categories));
        services.AddConfdFlags("flags", silent, store);
        services.AddKeyedConfdFlags("staging", "flags", silent, store);
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<FlagClient>();
        provider.GetRequiredKeyedService<FlagClient>("staging");

        categories.Order(StringComparer.Ordinal).ShouldBe(
            ["Confd.Flags", "Confd.Flags.DynamoDb", "Confd.Flags.DynamoDb.staging", "Confd.Flags.staging"]);
    }

    [Fact]
    public async Task Start_NoTimeout_DoesNotWait()
    {
        var services = new ServiceCollection();
        services.AddConfdFlags(_ => new SilentStore(), hosting: new FlagHostingOptions { StartTimeout = TimeSpan.Zero });
        await using var provider = services.BuildServiceProvider();

        await Startup(provider).StartAsync(Cancellation);

        provider.GetRequiredService<FlagClient>().IsReady.ShouldBeFalse();
    }

    [Fact]
    public async Task Start_InfiniteTimeout_WaitsUntilTheStartIsCancelled()
    {
        var services = new ServiceCollection();
        services.AddConfdFlags(_ => new SilentStore(), hosting: new FlagHostingOptions { StartTimeout = Timeout.InfiniteTimeSpan });
        await using var provider = services.BuildServiceProvider();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var starting = Startup(provider).StartAsync(cancellation.Token);
        starting.IsCompleted.ShouldBeFalse();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => starting);
    }

    [Fact]
    public async Task Dispose_Services_DisposesTheStore()
    {
        var store = new SilentStore();
        var services = new ServiceCollection();
        services.AddConfdFlags(_ => store);
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<FlagClient>();

        await provider.DisposeAsync();

        store.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Dispose_ServicesSynchronously_DisposesTheStore()
    {
        var store = new SilentStore();
        var services = new ServiceCollection();
        services.AddConfdFlags(_ => store);

        using (var provider = services.BuildServiceProvider())
        {
            provider.GetRequiredService<FlagClient>();
        }

        store.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Resolve_IFlagClient_IsTheFlagClient()
    {
        var services = new ServiceCollection();
        services.AddConfdFlags(_ => new SilentStore());
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IFlagClient>().ShouldBeSameAs(provider.GetRequiredService<FlagClient>());
    }

    [Fact]
    public async Task Add_Twice_KeepsTheFirst()
    {
        var first = new SilentStore();
        var services = new ServiceCollection();
        services.AddConfdFlags(_ => first);
        services.AddConfdFlags(_ => throw new InvalidOperationException("the second store was opened"));

        await using (var provider = services.BuildServiceProvider())
        {
            provider.GetServices<FlagClient>().ShouldHaveSingleItem();
            Startup(provider).ShouldNotBeNull();
        }

        first.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task AddKeyed_TwoEnvironments_AreTwoClientsAwaitedByTheHost()
    {
        var services = new ServiceCollection();
        services.AddKeyedConfdFlags("staging", _ => Store("true"));
        services.AddKeyedConfdFlags("production", _ => Store("false"));
        await using var provider = services.BuildServiceProvider();

        foreach (var startup in provider.GetServices<IHostedService>())
        {
            await startup.StartAsync(Cancellation);
        }

        provider.GetRequiredKeyedService<IFlagClient>("staging").BoolVariation("f", User, false).ShouldBeTrue();
        provider.GetRequiredKeyedService<FlagClient>("production").BoolVariation("f", User, true).ShouldBeFalse();
        provider.GetService<FlagClient>().ShouldBeNull();
    }

    private static MemoryFlagStore Store(string value) =>
        new(FlagDataReader.Read(Encoding.UTF8.GetBytes($$$"""{"flagValues":{"f":{{{value}}} }}"""), "test"));

    private static IHostedService Startup(IServiceProvider provider) => provider.GetServices<IHostedService>().Single();

    /// <summary>A part that can be closed and nothing else.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is derived from it.")]
    private class Refusing : DispatchProxy
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == nameof(IAsyncDisposable.DisposeAsync) ? ValueTask.CompletedTask
            : throw new FlagStoreException("nothing can be asked");
    }

    private sealed class NamedLoggers(ConcurrentBag<string> names) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName)
        {
            names.Add(categoryName);
            return new RecordedLog();
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class CountingHook() : FlagHook("counting")
    {
        public int Evaluations { get; private set; }

        public override void AfterEvaluation(
            EvaluationSeries evaluation, ImmutableDictionary<string, object?> data, EvaluationDetail<FlagValue> detail) => Evaluations++;
    }

    private sealed class CountingEvents : IFlagEvents
    {
        public int Added { get; private set; }

        public void Add(FlagEvent flagEvent) => Added++;

        public Task FlushAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
