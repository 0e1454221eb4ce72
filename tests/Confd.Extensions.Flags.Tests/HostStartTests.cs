using System.Text;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Confd.Extensions.Flags.Tests;

/// <summary>What runs before the flags are there: nothing, for as long as the host waits.</summary>
public sealed class HostStartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_ServiceRegisteredBeforeTheFlags_SeesThem(bool startsConcurrently)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = startsConcurrently);
        builder.Services.AddSingleton<Worker>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Worker>());
        builder.Services.AddConfdFlags(
            _ => new MemoryFlagStore(FlagDataReader.Read(Encoding.UTF8.GetBytes("""{"flagValues":{"f":50}}"""), "test")),
            hosting: new FlagHostingOptions { StartTimeout = Timeout.InfiniteTimeSpan });
        using var host = builder.Build();

        await host.StartAsync(Cancellation);

        host.Services.GetRequiredService<Worker>().Seen.ShouldBe(50);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Start_SeveralSilentStores_WaitsForAllAtTheSameTime()
    {
        var clock = new FakeTimeProvider();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(clock);
        foreach (var environment in new[] { "dev", "staging", "prod" })
        {
            builder.Services.AddKeyedConfdFlags(
                environment, _ => new SilentStore(), hosting: new FlagHostingOptions { StartTimeout = TimeSpan.FromMinutes(2) });
        }

        using var host = builder.Build();
        var starting = host.StartAsync(Cancellation);

        // One timer for each client's wait.
        await clock.WaitForTimersAsync(3, Cancellation);
        starting.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(2));
        await starting;

        await host.StopAsync(Cancellation);
    }

    private sealed class Worker(IFlagClient flags) : IHostedService
    {
        public int Seen { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Seen = flags.IntVariation("f", EvaluationContext.New("user-1"), defaultValue: 10);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
