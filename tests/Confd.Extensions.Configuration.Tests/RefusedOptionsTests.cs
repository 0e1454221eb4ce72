using Confd.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Confd.Extensions.Configuration.Tests;

public sealed class RefusedOptionsTests
{
    private static readonly Dictionary<string, string?> Settings =
        new() { ["a"] = "s3cret", ["b"] = "1", ["c"] = "s3", ["d"] = null, ["e"] = "" };

    [Fact]
    public async Task Reload_InvalidOptions_AreReportedByNameWithoutValues()
    {
        await using var table = await ScratchTable.CreateAsync(("/shop/Port", "80"));
        var (clock, log) = (new FakeTimeProvider(), new RecordedLog());
        var told = new TaskCompletionSource<DynamoDbConfigurationException>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var configuration = (ConfigurationRoot)new ConfigurationBuilder().AddDynamoDb(table.Name, options =>
        {
            options.Table = ScratchTable.Options() with { Clock = clock, Logger = log };
            options.ReloadInterval = TimeSpan.FromSeconds(30);
            options.OnReloadFailure = failure => told.TrySetResult(failure);
        }).Build();
        var services = new ServiceCollection();
        services.AddOptions<Shop>("main").Bind(configuration.GetSection("shop"))
            .Validate(shop => shop.Port < 100, "the port is above 99, such as 8080");
        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IOptionsMonitor<Shop>>().Get("main").Port.ShouldBe(80);

        await table.PutAsync("/shop/Port", "8080");
        await clock.WaitForTimersAsync(1, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(30));
        var failure = await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        failure.Message.ShouldBe(
            $"The settings of table {table.Name} were reloaded, but options do not validate with them: "
            + "Shop \"main\": the port is above 99, such as …");
        log.Warnings.ShouldContain($"Settings could not be reloaded: {failure.Message}");
    }

    [Fact]
    public async Task Reload_ValueDoesNotConvert_IsReportedByTheSettingsName()
    {
        await using var table = await ScratchTable.CreateAsync(("/shop/port", "80"));
        var clock = new FakeTimeProvider();
        var told = new TaskCompletionSource<DynamoDbConfigurationException>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var configuration = (ConfigurationRoot)new ConfigurationBuilder().AddDynamoDb(table.Name, options =>
        {
            options.Table = ScratchTable.Options(clock);
            options.ReloadInterval = TimeSpan.FromSeconds(30);
            options.OnReloadFailure = failure => told.TrySetResult(failure);
        }).Build();
        var services = new ServiceCollection();
        services.AddOptions<Shop>().Bind(configuration.GetSection("shop"));
        await using var provider = services.BuildServiceProvider();
        var monitor = provider.GetRequiredService<IOptionsMonitor<Shop>>();
        monitor.CurrentValue.Port.ShouldBe(80);

        await table.PutAsync("/shop/port", "s3cret");
        await clock.WaitForTimersAsync(1, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(30));
        var failure = await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        failure.Message.ShouldStartWith(
            $"The settings of table {table.Name} were reloaded, but a listener failed because of shop:port (");
        failure.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public void Describe_SeveralAmongOthers_NamesEachOnce()
    {
        var first = new OptionsValidationException("", typeof(Shop), ["1 of 11", "s3cret or s3"]);
        var other = new OptionsValidationException("x", typeof(string), []);
        var thrown = new AggregateException(new AggregateException(first, first), new IOException("s3cret"), other);

        RefusedOptions.Describe(thrown, Settings).ShouldBe("Shop: … of 11, … or …; String \"x\"");
    }

    [Fact]
    public void Describe_NoOptions_IsNull()
    {
        RefusedOptions.Describe(new AggregateException(new IOException("s3cret")), Settings).ShouldBeNull();
        RefusedOptions.Describe(new IOException("s3cret"), Settings).ShouldBeNull();
    }

    private sealed class Shop
    {
        public int Port { get; set; }
    }
}
