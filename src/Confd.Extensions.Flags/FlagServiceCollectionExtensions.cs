using Confd.Extensions.Flags;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

// The namespace of what is extended, as for every registration: it is in scope wherever services are.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the flag client of a program.</summary>
public static class FlagServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="FlagClient"/> over a DynamoDB table for the whole program. A host reads the flags before it starts to serve; see
    /// <see cref="FlagHostingOptions.StartTimeout"/> for a table that cannot be read.
    /// </summary>
    /// <remarks>
    /// Credentials and region are looked for when the client is first resolved, in a host at its start: without them a
    /// <see cref="FlagStoreException"/> ends it, unlike a table that cannot be read for now.
    /// </remarks>
    /// <param name="services">The services of the program.</param>
    /// <param name="tableName">The table with flags and segments.</param>
    /// <param name="options">
    /// How the table is read, such as by its stream (<see cref="FlagClientOptions.LiveUpdates"/>). Logger and clock are taken from the
    /// services (<see cref="ILoggerFactory"/>, <see cref="TimeProvider"/>) unless set.
    /// </param>
    /// <param name="store">Prefix, connection and retries. Its logger is taken from the services unless set.</param>
    /// <param name="hosting">How a host starts.</param>
    public static IServiceCollection AddConfdFlags(
        this IServiceCollection services,
        string tableName,
        FlagClientOptions? options = null,
        DynamoFlagStoreOptions? store = null,
        FlagHostingOptions? hosting = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return services.AddConfdFlags(provider => Open(tableName, Complete(store ?? new(), provider)), options, hosting);
    }

    /// <summary>
    /// Adds one <see cref="FlagClient"/> for the whole program. A host reads the flags before it starts to serve; see
    /// <see cref="FlagHostingOptions.StartTimeout"/> for a store that cannot be read.
    /// </summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="createStore">Opens the store; it is disposed with the client, when the services are.</param>
    /// <param name="options">
    /// How the store is read. Logger and clock are taken from the services (<see cref="ILoggerFactory"/>, <see cref="TimeProvider"/>)
    /// unless set.
    /// </param>
    /// <param name="hosting">How a host starts.</param>
    public static IServiceCollection AddConfdFlags(
        this IServiceCollection services,
        Func<IServiceProvider, IFlagStore> createStore,
        FlagClientOptions? options = null,
        FlagHostingOptions? hosting = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(createStore);
        services.AddSingleton(provider => new FlagClient(createStore(provider), Complete(options ?? new(), provider)));
        services.AddSingleton<IHostedService>(provider => new FlagStartup(
            provider.GetRequiredService<FlagClient>(),
            hosting ?? new FlagHostingOptions(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            CreateLogger(provider)));
        return services;
    }

    // Services are made synchronously. A thread of the pool has no context that could wait for us; only credentials are looked for.
    private static DynamoFlagStore Open(string tableName, DynamoFlagStoreOptions options) =>
        Task.Run(() => DynamoFlagStore.OpenAsync(tableName, options)).GetAwaiter().GetResult();

    private static FlagClientOptions Complete(FlagClientOptions options, IServiceProvider provider) => options with
    {
        Logger = options.Logger ?? CreateLogger(provider),
        Clock = options.Clock == TimeProvider.System ? provider.GetService<TimeProvider>() ?? TimeProvider.System : options.Clock,
    };

    private static DynamoFlagStoreOptions Complete(DynamoFlagStoreOptions options, IServiceProvider provider) =>
        options.Table.Logger == NullLogger.Instance && CreateLogger(provider) is { } logger
            ? options with { Table = options.Table with { Logger = logger } }
            : options;

    private static ILogger? CreateLogger(IServiceProvider provider) => provider.GetService<ILoggerFactory>()?.CreateLogger("Confd.Flags");
}
