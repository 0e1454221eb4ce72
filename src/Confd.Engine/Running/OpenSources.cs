namespace Confd.Engine.Running;

/// <summary>What is opened once for all resources that say the same of it, and stays open until the engine ends. For one loop.</summary>
/// <typeparam name="TSettings">What resources say; equal ones share a source.</typeparam>
/// <typeparam name="TSource">A backend or a source of flags.</typeparam>
/// <param name="open">Opens a source.</param>
/// <param name="notClosed">Hears why one could not be closed.</param>
internal sealed class OpenSources<TSettings, TSource>(
    Func<TSettings, CancellationToken, Task<TSource>> open, Action<TSource, Exception> notClosed) : IAsyncDisposable
    where TSettings : notnull
    where TSource : class, IAsyncDisposable
{
    private readonly Dictionary<TSettings, TSource> _sources = [];

    /// <summary>True where the source is open by now.</summary>
    public bool IsOpen(TSettings settings) => _sources.ContainsKey(settings);

    /// <summary>The source, opened where it is not yet; one that cannot be opened is tried again at the next call.</summary>
    public async Task<TSource> GetAsync(TSettings settings, CancellationToken cancellationToken)
    {
        if (!_sources.TryGetValue(settings, out var source))
        {
            source = await open(settings, cancellationToken).ConfigureAwait(false);
            _sources.Add(settings, source);
        }

        return source;
    }

    /// <summary>Closes all, whatever one of them throws.</summary>
    public async ValueTask DisposeAsync()
    {
        TSource[] sources = [.. _sources.Values];
        _sources.Clear();
        foreach (var source in sources)
        {
            try
            {
                await source.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                notClosed(source, exception);
            }
        }
    }
}
