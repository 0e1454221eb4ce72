using Confd.Flags.Client;
using Confd.Flags.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Confd.Extensions.Flags;

/// <summary>Registers the flag client of a program.</summary>
public static class FlagServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="FlagClient"/> for the whole program. A host reads the flags before it starts to serve; see
    /// <see cref="FlagHostingOptions.StartTimeout"/> for a store that cannot be read.
    /// </summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="createStore">Opens the store; it is disposed with the client, when the services are.</param>
    /// <param name="options">
    /// How the store is read. Logger and clock are taken from the services (<see cref="ILoggerFactory"/>, <see cref="TimeProvider"/>) unless set.
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

    private static FlagClientOptions Complete(FlagClientOptions options, IServiceProvider provider) => options with
    {
        Logger = options.Logger ?? CreateLogger(provider),
        Clock = options.Clock == TimeProvider.System ? provider.GetService<TimeProvider>() ?? TimeProvider.System : options.Clock,
    };

    private static ILogger? CreateLogger(IServiceProvider provider) => provider.GetService<ILoggerFactory>()?.CreateLogger("Confd.Flags");
}
