using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Migrations;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Stores;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Events.Tests;

/// <summary>The code of docs/flag-client.md, which a test compares with it.</summary>
internal static class DocsExamples
{
    public static async Task ConnectAsync(string sdkKey, ILogger logger)
    {
        var service = new LaunchDarklyOptions { SdkKey = sdkKey, ApplicationId = "shop" };
        var source = new LaunchDarklyStore(service);
        await using var flags = new FlagClient(source, new FlagClientOptions
        {
            LiveUpdates = true,
            MinTimeBetweenChanges = TimeSpan.Zero,
            EnvironmentId = () => source.EnvironmentId,
            Events = new FlagEventSender(service, new FlagEventOptions { StreamInits = source.TakeStreamInits }),
            Logger = logger,
        });
        await flags.WaitUntilReadyAsync();
    }

    public static async Task MigrateAsync(IFlagClient flags, EvaluationContext context, OrderStore oldStore, OrderStore newStore)
    {
        var orders = new Migrator<string, Order>(flags, new MigratorOptions<string, Order>
        {
            ReadOld = (id, token) => oldStore.ReadAsync(id, token),
            ReadNew = (id, token) => newStore.ReadAsync(id, token),
            WriteOld = (id, token) => oldStore.WriteAsync(id, token),
            WriteNew = (id, token) => newStore.WriteAsync(id, token),
            AreEqual = (one, other) => one == other,
        });
        var order = await orders.ReadAsync("move-orders", context, MigrationStage.Off, "order-17");
        Console.WriteLine(order);
    }

    public sealed record Order(string Id);

    public sealed class OrderStore
    {
        public Task<Order> ReadAsync(string id, CancellationToken token) => Task.FromResult(new Order(id));

        public Task<Order> WriteAsync(string id, CancellationToken token) => ReadAsync(id, token);
    }
}
