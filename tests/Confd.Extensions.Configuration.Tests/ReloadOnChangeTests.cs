using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Confd.Extensions.Configuration.Tests;

public sealed class ReloadOnChangeTests : IAsyncLifetime
{
    // Between two looks at the stream; without a change before a reload.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(750);

    private readonly ConcurrentQueue<DynamoDbConfigurationException> _failures = new();
    private readonly SemaphoreSlim _failed = new(0);
    private FaultProxy _proxy = null!;

    public async ValueTask InitializeAsync() => _proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _failed.Dispose();
    }

    [Fact]
    public async Task Change_PutUpdateAndDelete_ReachOptionsMonitorsWithoutTableReads()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true, ("/app/db/host", "old"), ("/app/db/user", "u"));
        using var configuration = Build(table, options => options.Prefix = "/app");
        await using var services = new ServiceCollection().Configure<Database>(configuration.GetSection("db")).BuildServiceProvider();
        var monitor = services.GetRequiredService<IOptionsMonitor<Database>>();
        await FollowedAsync(table, configuration, "/app/db/user");
        _proxy.ResetCounts();

        await table.PutAsync("/app/db/host", "new");
        await ComesToAsync(monitor, database => database.Host == "new");
        await table.PutAsync("/app/db/port", "1");
        await ComesToAsync(monitor, database => database.Port == 1);
        await table.DeleteAsync("/app/db/host");
        await ComesToAsync(monitor, database => database.Host.Length == 0);

        _proxy.Counts.Keys.ShouldBeSubsetOf(["GetRecords", "GetShardIterator", "DescribeStream"]);
        _proxy.ReadUnits.ShouldBe(0);
        _failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_Import_IsSignalledOnce()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true);
        var clock = new FakeTimeProvider();
        using var configuration = Build(table, clock: clock);
        await WhileTimeFlowsAsync(clock, () => FollowedAsync(table, configuration, "/ready"));
        var signals = 0;
        using var counting = ChangeToken.OnChange(configuration.GetReloadToken, () => Interlocked.Increment(ref signals));

        // Each batch comes with a look of its own, before the quiet time since the one before has passed.
        await clock.WaitForTimersDueInAsync([Look], Cancellation);
        foreach (var batch in Enumerable.Range(0, 4))
        {
            await table.PutManyAsync(Enumerable.Range(25 * batch, 25).Select(n => ($"/many/{n}", "1")));
            clock.Advance(Look);
            await clock.WaitForTimersDueInAsync([Look, Quiet], Cancellation);
        }

        await WhileTimeFlowsAsync(
            clock, () => ComesToAsync(configuration, () => configuration.GetSection("many").GetChildren().Count() == 100));

        signals.ShouldBe(1);
    }

    [Fact]
    public async Task Change_NumberBooleanAndList_EqualAReadOfTheTable()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true);
        using var configuration = Build(table);
        await FollowedAsync(table, configuration, "/ready");

        await table.PutAsync("/list", new AttributeValue { L = [] });
        await table.PutAsync("/tls", new AttributeValue { BOOL = true });
        await table.PutAsync("/port", new AttributeValue { N = "5432" });

        await ComesToAsync(configuration, () => configuration["port"] == "5432" && configuration["tls"] == "True");
        (await NextFailureAsync()).Message.ShouldEndWith(": /list (L)");
    }

    [Fact]
    public async Task Change_OfOtherKeys_IsNotSignalled()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true);
        using var configuration = Build(table, options => options.Prefix = "/app");
        await FollowedAsync(table, configuration, "/app/ready");
        var signals = 0;
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var counting = ChangeToken.OnChange(configuration.GetReloadToken, () =>
        {
            signals++;
            signalled.TrySetResult();
        });

        await table.PutAsync("/apple/a", "1");
        await table.PutAsync("/app/a", "1");
        await signalled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        signals.ShouldBe(1);
        configuration["a"].ShouldBe("1");
        configuration.AsEnumerable().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Follow_TableHasNoStream_LogsItOnceAndReadsAtTheInterval()
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        var clock = new FakeTimeProvider();
        using var configuration = Build(table, options => options.ReloadInterval = TimeSpan.FromSeconds(30), clock);

        (await NextFailureAsync()).Message.ShouldContain($"Table {table.Name} has no stream to follow");
        await PolledAsync(table, configuration, clock, TimeSpan.FromSeconds(30));
        _failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Follow_StreamIsTurnedOnLater_IsFollowedFromThenOn()
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        var clock = new FakeTimeProvider();
        using var configuration = Build(table, options => options.ReloadInterval = TimeSpan.FromHours(1), clock);
        await NextFailureAsync();
        await table.EnableStreamAsync();
        await clock.WaitForTimersDueInAsync([TimeSpan.FromMinutes(5)], Cancellation);
        clock.Advance(TimeSpan.FromMinutes(5));

        await clock.WaitForTimerWithinAsync(Look, Cancellation);
        await table.PutAsync("/a", "2");
        await WhileTimeFlowsAsync(clock, () => ComesToAsync(configuration, () => configuration["a"] == "2"));
        _failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Follow_NoStreamAndNoInterval_ReadsEveryMinute()
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        var clock = new FakeTimeProvider();
        using var configuration = Build(table, clock: clock);

        (await NextFailureAsync()).Message.ShouldContain("every 00:01:00");
        await PolledAsync(table, configuration, clock, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("DescribeStream")]
    [InlineData("GetShardIterator")]
    public async Task Follow_StreamIsDenied_NamesThePermissionAndReadsAtTheInterval(string operation)
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true, ("/a", "1"));
        _proxy.Enqueue(Fault.AccessDenied, operation, times: 100);
        var clock = new FakeTimeProvider();
        using var configuration = Build(table, options => options.ReloadInterval = TimeSpan.FromSeconds(30), clock);

        var failure = await NextFailureAsync();

        failure.Table.ShouldBe(table.Name);
        failure.Message.ShouldContain("dynamodb:GetRecords");
        await PolledAsync(table, configuration, clock, TimeSpan.FromSeconds(30));
        _proxy.Count(operation).ShouldBe(1);
    }

    [Fact]
    public async Task Follow_JournalIsDenied_NamesThePermissionOnTheJournal()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true, ("/a", "1"));
        _proxy.Enqueue(Fault.AccessDenied, "GetItem", times: 100);
        var clock = new FakeTimeProvider();
        using var configuration = Build(
            table,
            options => options.Table = options.Table with { Journal = new() { Name = "the-journal" } },
            clock);

        (await NextFailureAsync()).Message.ShouldBe(
            $"The journal the-journal of table {table.Name} may not be read, so the table is read every 00:01:00; allow "
            + "dynamodb:GetItem and dynamodb:Query on the journal");
        await PolledAsync(table, configuration, clock, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Follow_OpeningHangs_ReadsAtTheInterval()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true, ("/a", "1"));
        var arrived = new TaskCompletionSource();
        _proxy.EnqueueResponse(
            "DescribeStream",
            async context =>
            {
                arrived.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            times: 100);
        var clock = new FakeTimeProvider();
        using var configuration = Build(table, options => options.ReloadInterval = TimeSpan.FromSeconds(2), clock);

        await PolledAsync(table, configuration, clock, TimeSpan.FromSeconds(2));
        await table.PutAsync("/a", "3");
        await clock.WaitForTimersDueInAsync([TimeSpan.FromSeconds(2)], Cancellation);
        clock.Advance(TimeSpan.FromSeconds(2));
        await ComesToAsync(configuration, () => configuration["a"] == "3");

        await arrived.Task.WaitAsync(Cancellation);
        _proxy.Count("DescribeStream").ShouldBe(1);
        _failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Follow_ReadingTheStreamIsDeniedLater_ReadsAtTheInterval()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true);
        using var configuration = Build(table, options => options.ReloadInterval = TimeSpan.FromSeconds(1));
        await FollowedAsync(table, configuration, "/ready");
        _proxy.Enqueue(Fault.AccessDenied, "GetRecords", times: 100);

        (await NextFailureAsync()).Message.ShouldContain("may not be read");
        await table.PutAsync("/a", "2");
        await ComesToAsync(configuration, () => configuration["a"] == "2");
    }

    [Fact]
    public async Task Follow_StreamBreaks_IsReportedAndFollowedAgain()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true);
        using var configuration = Build(table, options => options.ReloadInterval = TimeSpan.FromSeconds(1));
        await FollowedAsync(table, configuration, "/ready");

        // Five positions are lost in a row before the stream counts as broken.
        _proxy.Enqueue(Fault.TrimmedData, "GetRecords", times: 10);
        (await NextFailureAsync()).Message.ShouldContain("could not be read");

        await ComesByStreamAsync(table, configuration);
    }

    [Fact]
    public async Task Reload_TableCannotBeReadAtFirst_IsRetriedAtTheInterval()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true);
        _proxy.Enqueue(Fault.AccessDenied, "Scan", times: 2);
        using var configuration = Build(table, options =>
        {
            options.IsOptional = true;
            options.ReloadInterval = TimeSpan.FromSeconds(1);
        });

        (await NextFailureAsync()).Message.ShouldContain(table.Name);
        await FollowedAsync(table, configuration, "/ready");
    }

    [Fact]
    public async Task Change_SettingsClash_IsReportedAndResolvedByTheNextChange()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true);
        using var configuration = Build(table);
        await FollowedAsync(table, configuration, "/ready");

        await table.PutAsync("/READY", "twice");
        (await NextFailureAsync()).Message.ShouldContain("/READY");
        configuration["ready"].ShouldBe("1");

        await table.DeleteAsync("/ready");
        await ComesToAsync(configuration, () => configuration["ready"] == "twice");
    }

    [Fact]
    public async Task Dispose_WhileFollowing_EndsAllRequests()
    {
        await using var table = await ScratchTable.CreateAsync(hasStream: true);
        var configuration = Build(table);
        await FollowedAsync(table, configuration, "/ready");
        var provider = configuration.Provider;
        var signals = 0;
        using var counting = ChangeToken.OnChange(configuration.GetReloadToken, () => Interlocked.Increment(ref signals));

        configuration.Dispose();
        await provider.DisposeAsync();
        _proxy.ResetCounts();
        await table.PutAsync("/ready", "2");

        // A reader of the same stream that has heard of it gives the disposed one as long to do what it should not.
        using var other = Build(table, useProxy: false);
        await FollowedAsync(table, other, "/other");
        _proxy.Counts.ShouldBeEmpty();
        signals.ShouldBe(0);
        Should.Throw<ObjectDisposedException>(provider.Load);
    }

    // The second reading at the start, or the stream, brings it; after that the stream is followed.
    private static async Task FollowedAsync(ScratchTable table, ConfigurationRootScope configuration, string key)
    {
        await table.PutAsync(key, "1");
        var setting = key.StartsWith("/app/", StringComparison.Ordinal) ? key["/app/".Length..] : key[1..];
        await ComesToAsync(configuration, () => configuration[setting.Replace('/', ':')] == "1");
    }

    // The clock goes on whenever a look or the end of the quiet time is waited for.
    private static async Task WhileTimeFlowsAsync(FakeTimeProvider clock, Func<Task> run)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var flow = FlowAsync();
        await run();
        await end.CancelAsync();
        await flow.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task FlowAsync()
        {
            while (true)
            {
                await clock.WaitForTimerWithinAsync(Quiet, end.Token);
                end.Token.ThrowIfCancellationRequested();
                clock.Advance(Look);
            }
        }
    }

    private static async Task PolledAsync(
        ScratchTable table, ConfigurationRootScope configuration, FakeTimeProvider clock, TimeSpan interval)
    {
        await table.PutAsync("/a", "2");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var coming = ComesToAsync(configuration, () => configuration["a"] == "2");

        // The first such timer may be that of an opening which ends meanwhile.
        while (await Task.WhenAny(coming, clock.WaitForTimersDueInAsync([interval], end.Token)) != coming)
        {
            clock.Advance(interval);
        }

        await end.CancelAsync();
        await coming;
    }

    private static async Task ComesToAsync(ConfigurationRootScope configuration, Func<bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var listening = configuration.GetReloadToken().RegisterChangeCallback(_ => changed.TrySetResult(), state: null);
            if (isReached())
            {
                return;
            }

            await changed.Task.WaitAsync(limit.Token);
        }
    }

    // A monitor hears of a reload after those who came later: whoever asks it when the reload is told may get the old value.
    private static async Task ComesToAsync(IOptionsMonitor<Database> monitor, Func<Database, bool> isReached)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = monitor.OnChange(value =>
        {
            if (isReached(value))
            {
                reached.TrySetResult();
            }
        });
        if (!isReached(monitor.CurrentValue))
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        }
    }

    // Until the stream is followed again, changes come by reading the table.
    private async Task ComesByStreamAsync(ScratchTable table, ConfigurationRootScope configuration)
    {
        for (var change = 0; change < 20; change++)
        {
            _proxy.ResetCounts();
            await table.PutAsync("/changing", $"{change}");
            await ComesToAsync(configuration, () => configuration["changing"] == $"{change}");
            if (_proxy.Count("Scan") == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException("the stream was not followed again");
    }

    private async Task<DynamoDbConfigurationException> NextFailureAsync()
    {
        (await _failed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBeTrue("no failure was reported");
        return _failures.TryDequeue(out var failure) ? failure : throw new InvalidOperationException("signalled before it was kept");
    }

    private ConfigurationRootScope Build(
        ScratchTable table, Action<DynamoDbConfigurationOptions>? configure = null, TimeProvider? clock = null, bool useProxy = true) =>
        new((ConfigurationRoot)new ConfigurationBuilder()
            .AddDynamoDb(
                table.Name,
                options =>
                {
                    options.Table = ScratchTable.Options(clock, useProxy ? _proxy : null);
                    options.ReloadOnChange = true;
                    options.OnReloadFailure = failure =>
                    {
                        _failures.Enqueue(failure);
                        _failed.Release();
                    };
                    configure?.Invoke(options);
                })
            .Build());

    private sealed class Database
    {
        public string Host { get; set; } = "";

        public int Port { get; set; }
    }
}
