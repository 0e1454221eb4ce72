using Confd.Backends;
using Confd.Engine.Posix;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The backends that resources name, one for all resources with equal settings, open until the engine ends.</summary>
/// <param name="global">The backend of resources without one of their own; stays the caller's.</param>
/// <param name="open">Opens the backend of a resource.</param>
/// <param name="logger">Hears of opening and closing.</param>
internal sealed partial class BackendClients(
    IKeyBackend global, Func<BackendSection, CancellationToken, Task<IKeyBackend>> open, ILogger logger) : IAsyncDisposable
{
    private readonly ILogger _logger = logger;
    private readonly Dictionary<BackendSection, IKeyBackend> _clients = [];

    /// <summary>The backend of a resource.</summary>
    /// <exception cref="KeyBackendException">It cannot be opened.</exception>
    public async Task<IKeyBackend> GetAsync(BackendSection? settings, CancellationToken cancellationToken)
    {
        if (settings is null)
        {
            return global;
        }

        LogNamed(settings.Name);
        if (_clients.TryGetValue(settings, out var known))
        {
            LogCached(settings.Name);
            return known;
        }

        LogCreating(settings.Name);
        var client = await open(settings, cancellationToken).ConfigureAwait(false);
        _clients.Add(settings, client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        IKeyBackend[] clients = [.. _clients.Values];
        _clients.Clear();
        foreach (var client in clients)
        {
            try
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The others have to be closed all the same.
                LogNotClosed(client.Name, FailureText.Of(exception).Redacted);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing the {Name} backend failed: {Reason}")]
    private partial void LogNotClosed(string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Using per-resource backend: {Name}")]
    private partial void LogNamed(string name);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Using cached backend client for {Name}")]
    private partial void LogCached(string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Creating new backend client for {Name}")]
    private partial void LogCreating(string name);
}
