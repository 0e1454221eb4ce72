using System.Globalization;
using Confd.Aws.Connections;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Metrics;
using Confd.Extensions.Flags;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.Flags.Events;
using Confd.Flags.Hooks;
using Confd.Flags.Storage;
using Confd.Following;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

// The namespace of the extended type, as for every registration: it is in scope wherever services are.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the flag client of a program.</summary>
/// <remarks>
/// Existing registrations stay: a second call for the same key adds nothing. Each client is registered as <see cref="FlagClient"/> and as
/// <see cref="IFlagClient"/>, for which tests can register a fake. Services of the types <see cref="FlagHook"/>, <see cref="IFlagEvents"/>
/// and <see cref="IBigSegmentStore"/>, with the client's key if it has one, are used as if they were set in its options: hooks after those
/// of the options, the others if the options have none.
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddConfdFlags("flags", new FlagClientOptions { LiveUpdates = true });
/// </code>
/// </example>
public static class FlagServiceCollectionExtensions
{
    private const string ClientCategory = "Confd.Flags";
    private const string StoreCategory = "Confd.Flags.DynamoDb";

    /// <summary>
    /// Adds one <see cref="FlagClient"/> over a DynamoDB table for the whole program. A host reads the flags before it starts to serve; see
    /// <see cref="FlagHostingOptions.StartTimeout"/> for a table that cannot be read.
    /// </summary>
    /// <remarks>
    /// Credentials and region are searched for when the client is first resolved, in a host at its start, for 10 seconds or, if that is
    /// longer, <see cref="FlagHostingOptions.StartTimeout"/>: without them a <see cref="FlagStoreException"/> is thrown, unlike for a table
    /// that cannot be read for now.
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
        FlagHostingOptions? hosting = null) =>
        services.AddKeyedConfdFlags(serviceKey: null, tableName, options, store, hosting);

    /// <summary>
    /// Adds one <see cref="FlagClient"/> for the whole program. A host reads the flags before it starts to serve; see
    /// <see cref="FlagHostingOptions.StartTimeout"/> for a store that cannot be read.
    /// </summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="createStore">Opens the store; it is disposed with the client, when the services are. A store that is a service itself
    /// is disposed by the container: <see cref="FlagClientOptions.LeavesStoreOpen"/>.</param>
    /// <param name="options">
    /// How the store is read. Logger and clock are taken from the services (<see cref="ILoggerFactory"/>, <see cref="TimeProvider"/>)
    /// unless set.
    /// </param>
    /// <param name="hosting">How a host starts.</param>
    public static IServiceCollection AddConfdFlags(
        this IServiceCollection services,
        Func<IServiceProvider, IFlagStore> createStore,
        FlagClientOptions? options = null,
        FlagHostingOptions? hosting = null) =>
        services.AddKeyedConfdFlags(serviceKey: null, createStore, options, hosting);

    /// <summary>Adds one <see cref="FlagClient"/> over a DynamoDB table, configured by a section of the configuration.</summary>
    /// <remarks>
    /// The section has <c>Table</c> and may have the properties of <see cref="FlagClientOptions"/>, <see cref="DynamoFlagStoreOptions"/>
    /// (<c>Prefix</c>, <c>Layout</c>, <c>MaxReadingBytes</c>), its connection (<c>Region</c>, <c>Endpoint</c>, <c>DialTimeout</c>) and <see
    /// cref="FlagHostingOptions"/> by their names, times as <c>00:00:30</c> or <c>infinite</c>, keys of flags as a list or as one string
    /// with commas, and <c>ReadThrough</c> as a section, or <c>true</c> or <c>false</c>. It is read when the client is first resolved, in a
    /// host at its start; an invalid or unknown setting throws an <see cref="InvalidOperationException"/>.
    /// </remarks>
    /// <param name="services">The services of the program.</param>
    /// <param name="configuration">The section.</param>
    /// <param name="options">How the table is read, for settings that the section does not have.</param>
    /// <param name="store">Prefix, connection and retries, for settings that the section does not have.</param>
    /// <param name="hosting">How a host starts, for settings that the section does not have.</param>
    public static IServiceCollection AddConfdFlags(
        this IServiceCollection services,
        IConfiguration configuration,
        FlagClientOptions? options = null,
        DynamoFlagStoreOptions? store = null,
        FlagHostingOptions? hosting = null) =>
        services.AddKeyedConfdFlags(serviceKey: null, configuration, options, store, hosting);

    /// <summary>Adds a client over a DynamoDB table with a key, for a program with several environments.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="serviceKey">The key of <c>[FromKeyedServices]</c>; null: none, as without the key.</param>
    /// <param name="tableName">The table with flags and segments.</param>
    /// <param name="options">How the table is read; see
    /// <see cref="AddConfdFlags(IServiceCollection, string, FlagClientOptions, DynamoFlagStoreOptions, FlagHostingOptions)"/>.</param>
    /// <param name="store">Prefix, connection and retries.</param>
    /// <param name="hosting">How a host starts: it waits for all its clients at the same time.</param>
    public static IServiceCollection AddKeyedConfdFlags(
        this IServiceCollection services,
        object? serviceKey,
        string tableName,
        FlagClientOptions? options = null,
        DynamoFlagStoreOptions? store = null,
        FlagHostingOptions? hosting = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        store?.Validate();
        hosting ??= new();
        return services.AddKeyedConfdFlags(
            serviceKey,
            provider => Open(tableName, Complete(store ?? new(), provider, serviceKey), hosting, ClockOf(provider, options)),
            options,
            hosting);
    }

    /// <summary>Adds a client over any store with a key.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="serviceKey">The key of <c>[FromKeyedServices]</c>; null: none, as without the key.</param>
    /// <param name="createStore">Opens the store; it is disposed with the client, when the services are. A store that is a service itself
    /// is disposed by the container: <see cref="FlagClientOptions.LeavesStoreOpen"/>.</param>
    /// <param name="options">How the store is read.</param>
    /// <param name="hosting">How a host starts: it waits for all its clients at the same time.</param>
    public static IServiceCollection AddKeyedConfdFlags(
        this IServiceCollection services,
        object? serviceKey,
        Func<IServiceProvider, IFlagStore> createStore,
        FlagClientOptions? options = null,
        FlagHostingOptions? hosting = null)
    {
        ArgumentNullException.ThrowIfNull(createStore);
        options?.Validate();
        (hosting ??= new()).Validate();
        return services.Add(
            serviceKey, options, provider => Create(createStore(provider), Complete(options ?? new(), provider, serviceKey), hosting));
    }

    /// <summary>Adds a client over a DynamoDB table, configured by a section of the configuration, with a key.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="serviceKey">The key of <c>[FromKeyedServices]</c>; null: none, as without the key.</param>
    /// <param name="configuration">The section; see
    /// <see cref="AddConfdFlags(IServiceCollection, IConfiguration, FlagClientOptions, DynamoFlagStoreOptions, FlagHostingOptions)"/>.
    /// </param>
    /// <param name="options">How the table is read, for settings that the section does not have.</param>
    /// <param name="store">Prefix, connection and retries, for settings that the section does not have.</param>
    /// <param name="hosting">How a host starts, for settings that the section does not have: it waits for all its clients at the same
    /// time.</param>
    public static IServiceCollection AddKeyedConfdFlags(
        this IServiceCollection services,
        object? serviceKey,
        IConfiguration configuration,
        FlagClientOptions? options = null,
        DynamoFlagStoreOptions? store = null,
        FlagHostingOptions? hosting = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.Add(
            serviceKey,
            options,
            provider => Create(
                FlagSettings.Read(configuration, options ?? new(), store ?? new(), hosting ?? new()), provider, serviceKey));
    }

    /// <summary>Resolves the client with a key, which may be null: the registered client, or its replacement.</summary>
    internal static IFlagClient ResolveAny(IServiceProvider provider, object? serviceKey) => serviceKey is null
        ? provider.GetRequiredService<IFlagClient>()
        : provider.GetRequiredKeyedService<IFlagClient>(serviceKey);

    /// <summary>The registered client with a key, for a host that waits for it; null: another one replaces it, for which the host does not
    /// wait, and this one is not even created, as its store would be opened and its settings read.</summary>
    internal static RegisteredClient? ResolveRegistered(IServiceProvider provider, object? serviceKey)
    {
        _ = ResolveAny(provider, serviceKey);
        return RegistrationOf(provider, serviceKey)?.Made;
    }

    private static FlagClient Resolve(IServiceProvider provider, object? serviceKey) => serviceKey is null
        ? provider.GetRequiredService<FlagClient>()
        : provider.GetRequiredKeyedService<FlagClient>(serviceKey);

    /// <summary>The clock of the client with a key, which its times come from.</summary>
    internal static TimeProvider ClockOf(IServiceProvider provider, object? serviceKey) =>
        RegistrationOf(provider, serviceKey)?.Clock ?? ClockOf(provider, options: null);

    private static FlagRegistration? RegistrationOf(IServiceProvider provider, object? serviceKey) =>
        Find<FlagRegistration>(provider, serviceKey);

    private static TimeProvider ClockOf(IServiceProvider provider, FlagClientOptions? options) =>
        options is { Clock: var clock } && clock != TimeProvider.System ? clock
        : provider.GetService<TimeProvider>() ?? TimeProvider.System;

    private static IServiceCollection Add(
        this IServiceCollection services,
        object? serviceKey,
        FlagClientOptions? options,
        Func<IServiceProvider, RegisteredClient> create)
    {
        ArgumentNullException.ThrowIfNull(services);

        // Also for a client that was registered before, by another call or by the program itself.
        services.TryAddKeyedSingleton<IFlagClient>(serviceKey, (provider, _) => Resolve(provider, serviceKey));
        if (services.Any(service => service.ServiceType == typeof(FlagClient) && Equals(service.ServiceKey, serviceKey)))
        {
            return services;
        }

        // Clients of several environments share the reader of their table's stream.
        services.TryAddSingleton<DynamoConnections>();
        services.AddKeyedSingleton(serviceKey, (provider, _) => new FlagRegistration(ClockOf(provider, options)));
        services.AddKeyedSingleton(serviceKey, (provider, _) =>
        {
            var made = create(provider);
            RegistrationOf(provider, serviceKey)!.Made = made;
            return made.Client;
        });
        services.AddSingleton(new FlagStartKey(serviceKey));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FlagStartup>());
        return services;
    }

    private static RegisteredClient Create(FlagSettings settings, IServiceProvider provider, object? serviceKey)
    {
        var client = Complete(settings.Client, provider, serviceKey);
        var store = Open(settings.Table, Complete(settings.Store, provider, serviceKey), settings.Hosting, client.Clock);
        return Create(store, client, settings.Hosting);
    }

    // If the options are rejected, there is no client that could dispose of its store, and each further attempt would open another one.
    private static RegisteredClient Create(IFlagStore? store, FlagClientOptions options, FlagHostingOptions hosting)
    {
        if (store is null)
        {
            throw new InvalidOperationException("The function that opens the store of the flag client answered null");
        }

        try
        {
            return new(new FlagClient(store, options), options, hosting);
        }
        catch when (!options.LeavesStoreOpen)
        {
            Task.Run(() => store.DisposeAsync().AsTask()).GetAwaiter().GetResult();
            throw;
        }
    }

    private static DynamoFlagStore Open(
        string tableName, DynamoFlagStoreOptions options, FlagHostingOptions hosting, TimeProvider clock) =>
        OpenInTime(stop => DynamoFlagStore.OpenAsync(tableName, options, stop), tableName, hosting.MaxOpeningTime, clock);

    /// <summary>Opens a store, which searches for credentials: with a time limit, as a credential service may not respond.</summary>
    /// <exception cref="FlagStoreException">There are none, or none in time.</exception>
    internal static T OpenInTime<T>(Func<CancellationToken, Task<T>> open, string tableName, TimeSpan longest, TimeProvider clock)
    {
        using var limit = new TimeLimit(longest, clock);
        try
        {
            // Services are created synchronously. A pool thread has no context that might be blocked.
            return Task.Run(() => open(limit.Token), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException late) when (limit.HasPassed)
        {
            throw new FlagStoreException(
                $"the flag table {tableName} cannot be opened: "
                + string.Create(CultureInfo.InvariantCulture, $"no AWS credentials or region within {longest.TotalSeconds:0.#} seconds; ")
                + AwsConnection.LateCredentialsHint,
                late);
        }
    }

    private static FlagClientOptions Complete(FlagClientOptions options, IServiceProvider provider, object? serviceKey) => options with
    {
        Logger = options.Logger ?? CreateLogger(provider, ClientCategory, serviceKey),
        Clock = ClockOf(provider, options),
        Hooks =
        [
            .. options.Hooks,
            .. serviceKey is null ? provider.GetServices<FlagHook>() : provider.GetKeyedServices<FlagHook>(serviceKey),
        ],
        Events = options.Events ?? Find<IFlagEvents>(provider, serviceKey),
        BigSegments = options.BigSegments ?? Find<IBigSegmentStore>(provider, serviceKey),
    };

    private static T? Find<T>(IServiceProvider provider, object? serviceKey)
        where T : class => serviceKey is null ? provider.GetService<T>() : provider.GetKeyedService<T>(serviceKey);

    private static DynamoFlagStoreOptions Complete(DynamoFlagStoreOptions options, IServiceProvider provider, object? serviceKey) =>
        options with
        {
            Connections = options.Connections ?? provider.GetService<DynamoConnections>(),
            Table = options.Table with
            {
                Logger = options.Table.Logger == NullLogger.Instance && CreateLogger(provider, StoreCategory, serviceKey) is { } logger
                    ? logger
                    : options.Table.Logger,
                Metrics = options.Table.Metrics ?? DynamoMetrics.Shared,
            },
        };

    // With the key, as that of a named HttpClient has its name: clients of several environments log the same messages.
    private static ILogger? CreateLogger(IServiceProvider provider, string category, object? serviceKey) =>
        provider.GetService<ILoggerFactory>()?.CreateLogger(serviceKey is null ? category : $"{category}.{serviceKey}");
}
