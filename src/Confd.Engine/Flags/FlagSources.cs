using Confd.Engine.Keys;

namespace Confd.Engine.Flags;

/// <summary>The sources of flags that resources name, one for all resources of an equal origin, open until the engine ends.</summary>
/// <param name="open">Opens a source; null where the program has none.</param>
internal sealed class FlagSources(Func<FlagOrigin, CancellationToken, Task<IFlagSource>>? open) : IAsyncDisposable
{
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
        foreach (var source in _sources.Values)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        _sources.Clear();
    }
}
