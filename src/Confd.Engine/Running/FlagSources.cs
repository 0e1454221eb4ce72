using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The sources of flags that resources name, one for all resources of an equal origin, open until the engine ends.</summary>
/// <param name="open">Opens a source; null where the program has none.</param>
/// <param name="logger">Hears of a source that cannot be closed.</param>
internal sealed partial class FlagSources(Func<FlagOrigin, CancellationToken, Task<IFlagSource>>? open, ILogger logger) : IAsyncDisposable
{
    private readonly ILogger _logger = logger;
    private readonly Dictionary<FlagOrigin, IFlagSource> _sources = [];

    /// <summary>The source of a resource; null for one without flags.</summary>
    /// <exception cref="KeyBackendException">It cannot be opened.</exception>
    public async Task<IFlagSource?> GetAsync(FlagSettings? settings, CancellationToken cancellationToken)
    {
        if (settings is null)
        {
            return null;
        }

        if (!_sources.TryGetValue(settings.Origin, out var source))
        {
            source = open is null
                ? throw new KeyBackendException("this program serves no flags")
                : await open(settings.Origin, cancellationToken).ConfigureAwait(false);
            _sources.Add(settings.Origin, source);
        }

        return source;
    }

    public async ValueTask DisposeAsync()
    {
        IFlagSource[] sources = [.. _sources.Values];
        _sources.Clear();
        foreach (var source in sources)
        {
            try
            {
                await source.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The others have to be closed all the same.
                LogNotClosed(FailureText.Of(exception).Redacted);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing a source of flags failed: {Reason}")]
    private partial void LogNotClosed(string reason);
}
