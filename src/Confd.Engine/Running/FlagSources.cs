using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The sources of flags that resources name, one shared by all resources of an equal origin.</summary>
internal sealed partial class FlagSources : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly SharedSources<FlagOrigin, IFlagSource> _sources;

    /// <summary>Creates the set; none is open yet.</summary>
    /// <param name="open">Opens a source; null where the program has none.</param>
    /// <param name="logger">Logs a source that cannot be closed.</param>
    public FlagSources(Func<FlagOrigin, CancellationToken, Task<IFlagSource>>? open, ILogger logger)
    {
        _logger = logger;
        _sources = new(
            open ?? ((_, _) => throw new KeyBackendException("this program serves no flags")),
            (_, exception) => LogNotClosed(FailureText.Of(exception).Redacted));
    }

    /// <summary>The source of a resource; null for one without flags.</summary>
    /// <exception cref="KeyBackendException">It cannot be opened.</exception>
    public async Task<IFlagSource?> GetAsync(FlagSettings? settings, CancellationToken cancellationToken) =>
        settings is null ? null : await _sources.GetAsync(settings.Origin, cancellationToken).ConfigureAwait(false);

    /// <summary>Closes those that are not among the origins in use.</summary>
    public Task KeepAsync(IReadOnlySet<FlagOrigin> inUse) => _sources.KeepAsync(inUse);

    public ValueTask DisposeAsync() => _sources.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing a source of flags failed: {Reason}")]
    private partial void LogNotClosed(string reason);
}
