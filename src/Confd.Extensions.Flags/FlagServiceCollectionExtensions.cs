using System.Globalization;
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

// The namespace of what is extended, as for every registration: it is in scope wherever services are.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the flag client of a program.</summary>
/// <remarks>
/// What is registered already stays: a second call for the same key adds nothing. Each client is there as <see cref="FlagClient"/> and as
/// <see cref="IFlagClient"/>, behind which tests put a fake. Services of the types <see cref="FlagHook"/>, <see cref="IFlagEvents"/> and
/// <see cref="IBigSegmentStore"/>, of the client's key where it has one, are used as if its options named them: hooks after those of the
/// options, the others where the options name none. Loggers have the category <c>Confd.Flags</c>, and those of tables
/// <c>Confd.Flags.DynamoDb</c>, each with a dot and the key of the client where it has one.
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
    /// Credentials and region are looked for when the client is first resolved, in a host at its start, for 10 seconds or, where that is
    /// longer, <see cref="FlagHostingOptions.StartTimeout"/>: without them a <see cref="FlagStoreException"/> ends it, unlike a table that
    /// cannot be read for now.
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
    /// <param name="createStore">Opens the store; it is disposed with the client, when the services are. One that is a service itself is
    /// the container's to dispose: <see cref="FlagClientOptions.LeavesStoreOpen"/>.</param>
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

    /// <summary>Adds one <see cref="FlagClient"/> over a DynamoDB table that a section of the configuration names.</summary>
    /// <remarks>
    /// The section has <c>Table</c> and may have the properties of <see cref="FlagClientOptions"/>, <see cref="DynamoFlagStoreOptions"/>
    /// (<c>Prefix</c>, <c>Layout</c>, <c>MaxReadingBytes</c>), its connection (<c>Region</c>, <c>Endpoint</c>, <c>DialTimeout</c>) and
    /// <see cref="FlagHostingOptions"/> by their names, times as <c>00:00:30</c> or <c>infinite</c>, keys of flags as a list or as one text
    /// with commas, and <c>ReadThrough</c> as a section, or <c>true</c> or <c>false</c>. It is read when the client is first resolved, in a
    /// host at its start; a setting that cannot be read or has no meaning is an <see cref="InvalidOperationException"/>.
    /// </remarks>
    /// <param name="services">The services of the program.</param>
    /// <param name="configuration">The section.</param>
    /// <param name="options">How the table is read where the section does not say.</param>
    /// <param name="store">Prefix, connection and retries where the section does not say.</param>
    /// <param name="hosting">How a host starts where the section does not say.</param>
    public static IServiceCollection AddConfdFlags(
        this IServiceCollection services,
        IConfiguration configuration,
        FlagClientOptions? options = null,
        DynamoFlagStoreOptions? store = null,
        FlagHostingOptions? hosting = null) =>
        services.AddKeyedConfdFlags(serviceKey: null, configuration, options, store, hosting);

    /// <summary>Adds a client over a DynamoDB table under a key, for a program with several environments.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="serviceKey">What <c>[FromKeyedServices]</c> asks by; null: none, as without the key.</param>
    /// <param name="tableName">The table with flags and segments.</param>
    /// <param name="options">How the table is read; see
    /// <see cref="AddConfdFlags(IServiceCollection, string, FlagClientOptions, DynamoFlagStoreOptions, FlagHostingOptions)"/>.</param>
    /// <param name="store">Prefix, connection and retries.</param>
    /// <param name="hosting">How a host starts: it waits for all its clients.</param>
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

    /// <summary>Adds a client over any store under a key.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="serviceKey">What <c>[FromKeyedServices]</c> asks by; null: none, as without the key.</param>
    /// <param name="createStore">Opens the store; it is disposed with the client, when the services are. One that is a service itself is
    /// the container's to dispose: <see cref="FlagClientOptions.LeavesStoreOpen"/>.</param>
    /// <param name="options">How the store is read.</param>
    /// <param name="hosting">How a host starts: it waits for all its clients.</param>
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

    /// <summary>Adds a client over a DynamoDB table that a section of the configuration names, under a key.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="serviceKey">What <c>[FromKeyedServices]</c> asks by; null: none, as without the key.</param>
    /// <param name="configuration">The section; see
    /// <see cref="AddConfdFlags(IServiceCollection, IConfiguration, FlagClientOptions, DynamoFlagStoreOptions, FlagHostingOptions)"/>.
    /// </param>
    /// <param name="options">How the table is read where the section does not say.</param>
    /// <param name="store">Prefix, connection and retries where the section does not say.</param>
    /// <param name="hosting">How a host starts where the section does not say: it waits for all its clients.</param>
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

    /// <summary>What the program asks for flags under a key, which may be null: the client, or what stands in its place.</summary>
    internal static IFlagClient ResolveAny(IServiceProvider provider, object? serviceKey) => serviceKey is null
        ? provider.GetRequiredService<IFlagClient>()
        : provider.GetRequiredKeyedService<IFlagClient>(serviceKey);

    private static FlagClient Resolve(IServiceProvider provider, object? serviceKey) => serviceKey is null
        ? provider.GetRequiredService<FlagClient>()
        : provider.GetRequiredKeyedService<FlagClient>(serviceKey);

    /// <summary>The clock of the client under a key: what a client says of times, it says by that one.</summary>
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
        Func<IServiceProvider, MadeClient> create)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(FlagClient) && Equals(service.ServiceKey, serviceKey)))
        {
            return services;
        }

        services.AddKeyedSingleton(serviceKey, (provider, _) => new FlagRegistration(ClockOf(provider, options)));
        services.AddKeyedSingleton(serviceKey, (provider, _) =>
        {
            var made = create(provider);
            RegistrationOf(provider, serviceKey)!.Made = made;
            return made.Client;
        });
        services.TryAddKeyedSingleton<IFlagClient>(serviceKey, (provider, _) => Resolve(provider, serviceKey));
        return services.AddSingleton<IHostedService>(provider =>
        {
            // Where another stands in its place, the client must not so much as be made: its store would be opened, its settings read.
            _ = ResolveAny(provider, serviceKey);
            return new FlagStartup(RegistrationOf(provider, serviceKey)?.Made);
        });
    }

    private static MadeClient Create(FlagSettings settings, IServiceProvider provider, object? serviceKey)
    {
        var client = Complete(settings.Client, provider, serviceKey);
        var store = Open(settings.Table, Complete(settings.Store, provider, serviceKey), settings.Hosting, client.Clock);
        return Create(store, client, settings.Hosting);
    }

    // A client whose options are refused is none that could close its store, and each further attempt would open another.
    private static MadeClient Create(IFlagStore? store, FlagClientOptions options, FlagHostingOptions hosting)
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
        OpenInTime(stop => DynamoFlagStore.OpenAsync(tableName, options, stop), tableName, hosting.LongestOpening, clock);

    /// <summary>Opens a store, which looks for credentials: for so long at most, as what hands them out may not answer.</summary>
    /// <exception cref="FlagStoreException">There are none, or none in time.</exception>
    internal static T OpenInTime<T>(Func<CancellationToken, Task<T>> open, string tableName, TimeSpan longest, TimeProvider clock)
    {
        using var limit = new TimeLimit(longest, clock);
        try
        {
            // Services are made synchronously. A thread of the pool has no context that could wait for us.
            return Task.Run(() => open(limit.Token), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException late) when (limit.HasPassed)
        {
            throw new FlagStoreException(
                $"the flag table {tableName} cannot be opened: "
                + string.Create(CultureInfo.InvariantCulture, $"no AWS credentials or region within {longest.TotalSeconds:0.#} seconds; ")
                + "check the service that hands them out (metadata, container, STS or IAM Identity Center) and the network",
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
