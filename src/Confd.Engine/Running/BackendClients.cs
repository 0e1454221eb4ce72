using Confd.Backends;
using Confd.Engine.Posix;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The backends that resources name, one shared by all resources with equal settings.</summary>
internal sealed partial class BackendClients : IAsyncDisposable
{
    private readonly IKeyBackend _global;
    private readonly ILogger _logger;
    private readonly SharedSources<BackendSection, IKeyBackend> _clients;

    /// <summary>Creates the set; none is open yet.</summary>
    /// <param name="global">The backend of resources without one of their own; stays the caller's.</param>
    /// <param name="open">Opens the backend of a resource.</param>
    /// <param name="logger">Logs opening and closing.</param>
    public BackendClients(IKeyBackend global, Func<BackendSection, CancellationToken, Task<IKeyBackend>> open, ILogger logger)
    {
        _global = global;
        _logger = logger;
        _clients = new(OpenAsync, (client, exception) => LogNotClosed(client.Name, FailureText.Of(exception).Redacted));

        Task<IKeyBackend> OpenAsync(BackendSection section, CancellationToken cancellationToken)
        {
            LogCreating(section.Name);
            return open(section, cancellationToken);
        }
    }

    /// <summary>The backend of a resource.</summary>
    /// <exception cref="KeyBackendException">It cannot be opened.</exception>
    public async Task<IKeyBackend> GetAsync(BackendSection? settings, CancellationToken cancellationToken)
    {
        if (settings is null)
        {
            return _global;
        }

        LogNamed(settings.Name);
        if (_clients.IsKnown(settings))
        {
            LogCached(settings.Name);
        }

        return await _clients.GetAsync(settings, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes those that are not among the sections in use.</summary>
    public Task KeepAsync(IReadOnlySet<BackendSection> inUse) => _clients.KeepAsync(inUse);

    public ValueTask DisposeAsync() => _clients.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing the {Name} backend failed: {Reason}")]
    private partial void LogNotClosed(string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Using per-resource backend: {Name}")]
    private partial void LogNamed(string name);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Using cached backend client for {Name}")]
    private partial void LogCached(string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Creating new backend client for {Name}")]
    private partial void LogCreating(string name);
}
