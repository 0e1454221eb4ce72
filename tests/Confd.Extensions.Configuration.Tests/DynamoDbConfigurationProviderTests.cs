using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Confd.Extensions.Configuration.Tests;

public sealed class DynamoDbConfigurationProviderTests
{
    private static readonly TimeSpan FailureTimeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Load_KeysBelowPrefix_BecomeSettingsWithoutIt()
    {
        await using var table = await ScratchTable.CreateAsync(
            ("/myapp/db/host", "db.example.com"), ("/myapp/db/port", "5432"), ("/myapple/db/host", "other"), ("/myapp", "not below"));

        using var configuration = Build(table, options => options.Prefix = "/myapp/");

        configuration.AsEnumerable().Where(pair => pair.Value is not null).ShouldBe(
            [new("db:port", "5432"), new("db:host", "db.example.com")], ignoreOrder: true);
        configuration["DB:HOST"].ShouldBe("db.example.com");
    }

    [Fact]
    public async Task Load_JsonValuesExpanded_BecomeSettingsOfTheirLeaves()
    {
        await using var table = await ScratchTable.CreateAsync(
            ("/db", """{"hosts":["a","b"],"tls":true,"timeout":1.50,"user":null,"tags":[]}"""),
            ("/motd", "{not json"),
            ("/greeting", "hello"));

        using var configuration = Build(table, options => options.ExpandsJson = true);

        configuration["db:hosts:1"].ShouldBe("b");
        configuration["db:tls"].ShouldBe("True");
        configuration["db:timeout"].ShouldBe("1.50");
        configuration["db:user"].ShouldBeNull();
        configuration["motd"].ShouldBe("{not json");
        configuration["greeting"].ShouldBe("hello");
    }

    [Fact]
    public async Task Load_JsonNotExpanded_StaysText()
    {
        await using var table = await ScratchTable.CreateAsync(("/db", """{"host":"a"}"""));

        using var configuration = Build(table);

        configuration["db"].ShouldBe("""{"host":"a"}""");
    }

    [Fact]
    public async Task Load_KeysThatDifferInCaseOnly_FailsNamingBoth()
    {
        await using var table = await ScratchTable.CreateAsync(("/db/host", "a"), ("/DB/Host", "b"));

        var failure = Should.Throw<DynamoDbConfigurationException>(() => Build(table));

        failure.Message.ShouldContain("/db/host");
        failure.Message.ShouldContain("/DB/Host");
        failure.Message.ShouldContain(table.Name);
    }

    [Fact]
    public async Task Load_TableMissing_FailsNamingIt()
    {
        await using var table = await ScratchTable.CreateAsync();
        await table.DropAsync();

        var failure = Should.Throw<DynamoDbConfigurationException>(() => Build(table));

        failure.Table.ShouldBe(table.Name);
        failure.Message.ShouldContain(table.Name);
    }

    [Fact]
    public async Task Load_TableMissingButHandled_StartsWithoutSettings()
    {
        await using var table = await ScratchTable.CreateAsync();
        await table.DropAsync();
        var handled = new List<DynamoDbConfigurationException>();

        using var configuration = Build(table, options => options.OnLoadFailure = failure =>
        {
            handled.Add(failure);
            return true;
        });

        configuration.AsEnumerable().ShouldBeEmpty();
        handled.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Load_HandlerOfTheFailureThrows_ThrowsThatException()
    {
        await using var table = await ScratchTable.CreateAsync();
        await table.DropAsync();

        Should.Throw<InvalidTimeZoneException>(() => Build(
            table, options => options.OnLoadFailure = failure => throw new InvalidTimeZoneException("of the program", failure)))
            .InnerException.ShouldBeOfType<DynamoDbConfigurationException>();
    }

    [Fact]
    public async Task Reload_ValueChanged_IsSignalledAndReachesOptionsMonitors()
    {
        await using var table = await ScratchTable.CreateAsync(("/db/host", "old"));
        var clock = new FakeTimeProvider();
        using var configuration = Build(table, options => options.ReloadInterval = TimeSpan.FromSeconds(30), clock);
        await using var services = new ServiceCollection().Configure<Database>(configuration.GetSection("db")).BuildServiceProvider();
        var monitor = services.GetRequiredService<IOptionsMonitor<Database>>();
        monitor.CurrentValue.Host.ShouldBe("old");
        var changed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = monitor.OnChange(database => changed.TrySetResult(database.Host));

        await table.PutAsync("/db/host", "new");
        await clock.WaitForTimersAsync(1, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(30));

        (await changed.Task.WaitAsync(FailureTimeout, Cancellation)).ShouldBe("new");
        monitor.CurrentValue.Host.ShouldBe("new");
    }

    [Fact]
    public async Task Reload_NothingChanged_IsSignalledOnlyAfterAChange()
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        var clock = new FakeTimeProvider();
        using var configuration = Build(table, options => options.ReloadInterval = TimeSpan.FromSeconds(30), clock);
        var signals = 0;
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = ChangeToken.OnChange(
            configuration.GetReloadToken,
            () =>
            {
                signals++;
                signalled.TrySetResult();
            });

        // The ticks before the change read the table again, or are merged with the one after it; neither may signal.
        clock.Advance(TimeSpan.FromSeconds(30));
        clock.Advance(TimeSpan.FromSeconds(30));
        await table.PutAsync("/a", "2");
        clock.Advance(TimeSpan.FromSeconds(30));
        await signalled.Task.WaitAsync(FailureTimeout, Cancellation);

        signals.ShouldBe(1);
        configuration["a"].ShouldBe("2");
    }

    [Fact]
    public async Task Reload_TableGone_KeepsTheSettingsAndCallsTheHandler()
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        var clock = new FakeTimeProvider();
        var failed = new TaskCompletionSource<DynamoDbConfigurationException>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var configuration = Build(
            table,
            options =>
            {
                options.ReloadInterval = TimeSpan.FromSeconds(30);
                options.OnReloadFailure = failure => failed.TrySetResult(failure);
            },
            clock);

        await table.DropAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        var failure = await failed.Task.WaitAsync(FailureTimeout, Cancellation);

        failure.Message.ShouldContain(table.Name);
        configuration["a"].ShouldBe("1");
    }

    [Fact]
    public async Task Reload_TableGoneForLongAndBack_IsReportedOnceEach()
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        var (clock, log, told) = (new FakeTimeProvider(), new RecordedLog(), new ConcurrentQueue<DynamoDbConfigurationException>());
        using var configuration = Build(
            table,
            options =>
            {
                // Longer than the clock moves on while an answer is on its way.
                var patient = new DynamoRetryOptions { Budget = TimeSpan.FromHours(1), AttemptTimeout = TimeSpan.FromHours(1) };
                options.Table = ScratchTable.Options(clock, proxy) with { Logger = log, Retry = patient };
                options.ReloadInterval = TimeSpan.FromSeconds(30);
                options.OnReloadFailure = told.Enqueue;
            },
            clock);
        await table.DropAsync();
        for (var reloads = 0; reloads < 3; reloads++)
        {
            var asked = proxy.TotalRequests;
            clock.Advance(TimeSpan.FromSeconds(30));
            await Eventually.IsSoAsync(() => proxy.TotalRequests > asked, Cancellation);
        }

        await table.CreateAsync();
        await table.PutAsync("/a", "2");
        var changed = NextChange(configuration);
        clock.Advance(TimeSpan.FromSeconds(30));
        await changed.WaitAsync(FailureTimeout, Cancellation);

        told.ShouldHaveSingleItem().Message.ShouldContain(table.Name);
        log.Lines.ShouldContain($"Information The settings of table {table.Name} can be reloaded again");
    }

    [Fact]
    public async Task Reload_AnotherClashDifferingInANumber_IsReportedToo()
    {
        await using var table = await ScratchTable.CreateAsync(("/a1/host", "a"));
        var (clock, told) = (new FakeTimeProvider(), new ConcurrentQueue<DynamoDbConfigurationException>());
        using var configuration = Build(
            table, options => (options.ReloadInterval, options.OnReloadFailure) = (TimeSpan.FromSeconds(30), told.Enqueue), clock);

        await table.PutAsync("/a1/Host", "b");
        clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.IsSoAsync(() => told.Count == 1, Cancellation);
        await table.DeleteAsync("/a1/Host");
        await table.PutAsync("/a2/host", "a");
        await table.PutAsync("/a2/Host", "b");
        clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.IsSoAsync(() => told.Count == 2, Cancellation);

        told.ShouldAllBe(failure => failure.Message.Contains("clash", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reload_ListenerThrows_IsReportedAndReloadsGoOn()
    {
        await using var table = await ScratchTable.CreateAsync(("/db/host", "a"));
        var clock = new FakeTimeProvider();
        var failed = new TaskCompletionSource<DynamoDbConfigurationException>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var configuration = Build(
            table,
            options =>
            {
                options.ReloadInterval = TimeSpan.FromSeconds(30);
                options.OnReloadFailure = failure =>
                {
                    failed.TrySetResult(failure);
                    throw new InvalidOperationException("a handler that fails, too");
                };
            },
            clock);
        var services = new ServiceCollection();
        services.AddOptions<Database>().Bind(configuration.GetSection("db")).Validate(database => database.Host.Length < 10, "too long");
        await using var provider = services.BuildServiceProvider();
        var monitor = provider.GetRequiredService<IOptionsMonitor<Database>>();
        monitor.CurrentValue.Host.ShouldBe("a");

        await table.PutAsync("/db/host", "much too long");
        clock.Advance(TimeSpan.FromSeconds(30));
        var failure = await failed.Task.WaitAsync(FailureTimeout, Cancellation);
        failure.Message.ShouldEndWith(" were reloaded, but options do not validate with them: Database: too long");
        failure.InnerException.ShouldNotBeNull().GetBaseException().ShouldBeOfType<OptionsValidationException>();

        var changed = NextChange(configuration);
        await table.PutAsync("/db/host", "b");
        await clock.WaitForTimersAsync(1, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(30));
        await changed.WaitAsync(FailureTimeout, Cancellation);
        configuration["db:host"].ShouldBe("b");
    }

    [Fact]
    public async Task Load_OptionalTableCreatedLater_IsReadByAReload()
    {
        await using var table = await ScratchTable.CreateAsync();
        await table.DropAsync();
        var clock = new FakeTimeProvider();
        using var configuration = Build(
            table,
            options =>
            {
                options.IsOptional = true;
                options.ReloadInterval = TimeSpan.FromSeconds(30);
            },
            clock);
        var signalled = NextChange(configuration);

        await table.CreateAsync();
        await table.PutAsync("/a", "1");
        clock.Advance(TimeSpan.FromSeconds(30));
        await signalled.WaitAsync(FailureTimeout, Cancellation);

        configuration["a"].ShouldBe("1");
    }

    [Fact]
    public async Task Load_ClashInAnOptionalTable_StillFails()
    {
        await using var table = await ScratchTable.CreateAsync(("/db/host", "a"), ("/DB/Host", "b"));

        Should.Throw<DynamoDbConfigurationException>(() => Build(table, options => options.IsOptional = true))
            .Message.ShouldContain("clash");

        using var configuration = Build(table, options => options.OnLoadFailure = _ => true);
        configuration.AsEnumerable().ShouldBeEmpty();
    }

    [Fact]
    public async Task Load_OptionalTableMissing_IsReported()
    {
        await using var table = await ScratchTable.CreateAsync();
        await table.DropAsync();
        var told = new List<DynamoDbConfigurationException>();
        var log = new RecordedLog();

        using var configuration = Build(table, options =>
        {
            options.IsOptional = true;
            options.OnReloadFailure = told.Add;
            options.Table = options.Table with { Logger = log };
        });

        told.ShouldHaveSingleItem().Message.ShouldContain(table.Name);
        log.Warnings.ShouldHaveSingleItem().ShouldContain(table.Name);
    }

    [Fact]
    public async Task Load_OptionalTableMissingWithoutALoggerAndAHandler_WritesAnEvent()
    {
        await using var table = await ScratchTable.CreateAsync();
        await table.DropAsync();
        using var events = new RecordedEvents();

        using var configuration = Build(table, options => options.IsOptional = true);

        events.Problems.Count(problem => problem.Contains(table.Name, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Load_TableDoesNotRespond_EndsAtTheStartTimeout(bool isOptional)
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        proxy.Enqueue(Fault.Hang, times: 100);
        var clock = new FakeTimeProvider();
        var told = new List<DynamoDbConfigurationException>();
        var building = Task.Factory.StartNew(
            () => Build(table, options =>
            {
                options.StartTimeout = TimeSpan.FromSeconds(3);
                options.IsOptional = isOptional;
                options.OnReloadFailure = told.Add;
                options.Table = ScratchTable.Options(clock, proxy);
            }),
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await clock.WaitForTimersAsync(1, Cancellation);

        clock.Advance(TimeSpan.FromSeconds(3));

        if (isOptional)
        {
            using var configuration = await building;
            told.ShouldHaveSingleItem().Message.ShouldContain("within 00:00:03 (StartTimeout)");
        }
        else
        {
            (await Should.ThrowAsync<DynamoDbConfigurationException>(() => building))
                .Message.ShouldContain("within 00:00:03 (StartTimeout)");
        }
    }

    [Fact]
    public async Task Load_TableIsBusyUntilTheStartTimeout_ReportsWhatItWaitedFor()
    {
        await using var table = await ScratchTable.CreateAsync(("/a", "1"));
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        proxy.Enqueue(Fault.Throttle, times: 100);
        var clock = new FakeTimeProvider();
        var pause = TimeSpan.FromSeconds(4);
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var building = Task.Factory.StartNew(
            () => Build(table, options =>
            {
                options.OnReloadFailure = failure => told.TrySetResult(failure.Message);
                options.StartTimeout = TimeSpan.FromSeconds(3);
                options.Table = ScratchTable.Options(clock, proxy) with
                {
                    Retry = new DynamoRetryOptions { BaseDelay = pause, Random = () => 1 },
                };
            }),
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await clock.WaitForTimersDueInAsync([pause], Cancellation);

        // While it is still waited for.
        (await told.Task.WaitAsync(Cancellation)).ShouldBe(
            $"The settings could not be read so far: failed to describe table {table.Name}: ProvisionedThroughputExceededException: "
            + "The level of configured provisioned throughput was exceeded. (operation DescribeTable, 1 attempt). "
            + "The request is sent again");
        clock.Advance(TimeSpan.FromSeconds(3));

        var message = (await Should.ThrowAsync<DynamoDbConfigurationException>(() => building)).Message;
        message.ShouldContain("within 00:00:03 (StartTimeout)");
        message.ShouldContain("last error ProvisionedThroughputExceededException");
    }

    [Fact]
    public void Load_UnexpectedExceptionAfterTheTimeout_QuotesNothingOfIt()
    {
        var clock = new FakeTimeProvider();

        var failed = Should.Throw<DynamoDbConfigurationException>(() => new ConfigurationBuilder().AddDynamoDb("shop", options =>
        {
            options.StartTimeout = TimeSpan.FromSeconds(3);
            options.Table = options.Table with
            {
                Clock = clock,
                Connection = new DynamoConnectionOptions
                {
                    Environment = _ =>
                    {
                        clock.Advance(options.StartTimeout);
                        throw new ObjectDisposedException("hush");
                    },
                },
            };
        }).Build());

        failed.Message.ShouldBe(
            "The settings of table shop could not be read within 00:00:03 (StartTimeout) (ObjectDisposedException)");
        failed.InnerException.ShouldBeOfType<ObjectDisposedException>().ObjectName.ShouldBe("hush");
    }

    [Fact]
    public void Build_StartTimeoutOfZero_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(
            () => new ConfigurationBuilder().AddDynamoDb("any", options => options.StartTimeout = TimeSpan.Zero).Build());

    [Fact]
    public async Task Load_NumbersAndBooleans_AreSettingsAndOtherTypesAreReported()
    {
        await using var table = await ScratchTable.CreateAsync(("/app/text", "t"), ("/other/list", "not asked"));
        await table.PutAsync("/app/port", new AttributeValue { N = "5432" });
        await table.PutAsync("/app/ratio", new AttributeValue { N = "-1.50E2" });
        await table.PutAsync("/app/tls", new AttributeValue { BOOL = true });
        await table.PutAsync("/app/debug", new AttributeValue { BOOL = false });
        await table.PutAsync("/app/list", new AttributeValue { L = [new() { S = "secret" }] });
        await table.PutAsync("/app/none", new AttributeValue { NULL = true });
        await table.PutAsync("/app/set", new AttributeValue { SS = ["secret"] });
        await table.PutAsync("/other/list", new AttributeValue { L = [] });
        var told = new List<DynamoDbConfigurationException>();

        using var configuration = Build(table, options =>
        {
            options.Prefix = "/app";
            options.OnReloadFailure = told.Add;
        });

        configuration["port"].ShouldBe("5432");
        configuration["ratio"].ShouldBe("-150");
        configuration["tls"].ShouldBe("True");
        configuration["debug"].ShouldBe("False");
        configuration["text"].ShouldBe("t");
        configuration.AsEnumerable().Count().ShouldBe(5);
        told.ShouldHaveSingleItem().Message.ShouldEndWith(": /app/list (L), /app/none (NULL), /app/set (SS)");
    }

    [Theory]
    [InlineData("""{"a":[],"b":{},"c":null,"d":[null,{},[]],"e":"","f":true,"g":1.50,"h":[1,"x"],"i":{"j":[{"k":1e3}]}}""")]
    [InlineData("// who\n{\"a\":1,/* what */\"b\":[1,2,],}\n// end")]
    [InlineData("\uFEFF { \"a\" : { \"B:c\" : \"\u00e4\" } } ")]
    public async Task Load_JsonExpanded_EqualsTheJsonProvider(string json)
    {
        await using var table = await ScratchTable.CreateAsync(("/db", json));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var expected = new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
            .Select(pair => KeyValuePair.Create("db:" + pair.Key, pair.Value));

        using var configuration = Build(table, options => options.ExpandsJson = true);

        configuration.AsEnumerable().Where(pair => pair.Key != "db").ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", null)]
    [InlineData("// no JSON", "// no JSON")]
    [InlineData("/usr/bin", "/usr/bin")]
    [InlineData("/**/ 7", "/**/ 7")]
    [InlineData("""{"a":1,"b":"\ud800"}""", """{"a":1,"b":"\ud800"}""")]
    public async Task Load_JsonWithoutLeaves_IsOneSetting(string value, string? expected)
    {
        await using var table = await ScratchTable.CreateAsync(("/db", value));

        using var configuration = Build(table, options => options.ExpandsJson = true);

        configuration.AsEnumerable().ShouldBe([new("db", expected)]);
    }

    [Fact]
    public async Task MapKey_ReturnsNull_LeavesTheKeyOut()
    {
        await using var table = await ScratchTable.CreateAsync(("/a/b", "1"), ("/secret/c", "2"));

        using var configuration = Build(
            table, options => options.MapKey = key => key.StartsWith("secret/", StringComparison.Ordinal) ? null : key.Replace('/', '.'));

        configuration["a.b"].ShouldBe("1");
        configuration.AsEnumerable().Count().ShouldBe(1);
    }

    [Fact]
    public void Build_IntervalBelowOneSecond_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(
            () => new ConfigurationBuilder().AddDynamoDb("any", options => options.ReloadInterval = TimeSpan.FromMilliseconds(10)).Build());

    [Fact]
    public void Build_OptionIsNull_IsRefused() =>
        Should.Throw<ArgumentNullException>(() => new ConfigurationBuilder().AddDynamoDb("any", options => options.MapKey = null!).Build());

    private static ConfigurationRootScope Build(
        ScratchTable table, Action<DynamoDbConfigurationOptions>? configure = null, TimeProvider? clock = null) =>
        new((ConfigurationRoot)new ConfigurationBuilder()
            .AddDynamoDb(
                table.Name,
                options =>
                {
                    options.Table = ScratchTable.Options(clock);
                    configure?.Invoke(options);
                })
            .Build());

    private static Task NextChange(IConfiguration configuration)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        configuration.GetReloadToken().RegisterChangeCallback(_ => changed.TrySetResult(), state: null);
        return changed.Task;
    }

    private sealed class Database
    {
        public string Host { get; set; } = "";
    }

    /// <summary>What the library tells to tracing tools, of all tests that run now.</summary>
    private sealed class RecordedEvents : EventListener
    {
        public ConcurrentQueue<string> Problems { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Confd-Extensions-Configuration")
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => Problems.Enqueue($"{eventData.Payload![1]}");
    }
}
