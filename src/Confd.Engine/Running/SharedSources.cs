namespace Confd.Engine.Running;

/// <summary>Sources that are opened once for all resources with equal settings, and stay open until no resource has these settings any
/// more, or the engine ends.</summary>
/// <remarks>Safe to share between threads: concurrent callers wait for the same opening.</remarks>
/// <typeparam name="TSettings">The settings of resources; equal ones share a source.</typeparam>
/// <typeparam name="TSource">A backend or a source of flags.</typeparam>
/// <param name="open">Opens a source.</param>
/// <param name="notClosed">Receives the exception for one that could not be closed.</param>
internal sealed class SharedSources<TSettings, TSource>(
    Func<TSettings, CancellationToken, Task<TSource>> open, Action<TSource, Exception> notClosed) : IAsyncDisposable
    where TSettings : notnull
    where TSource : class, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TSettings, Opening> _openings = [];
    private bool _isClosed;

    /// <summary>True where the source is open by now, or is being opened.</summary>
    public bool IsKnown(TSettings settings)
    {
        lock (_lock)
        {
            return _openings.TryGetValue(settings, out var opening) && !opening.HasFailed;
        }
    }

    /// <summary>Returns the source, and opens it where it is not open yet; one that cannot be opened is retried at the next call.</summary>
    /// <remarks>The token cancels this wait, not the opening, which others may wait for.</remarks>
    public async Task<TSource> GetAsync(TSettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Opening? opening;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (!_openings.TryGetValue(settings, out opening) || opening.HasFailed)
            {
                opening = new Opening(token => open(settings, token));
                _openings[settings] = opening;
            }
        }

        return await opening.Source.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes all that are not in use, even if one of them throws; they are removed when this returns.</summary>
    /// <param name="inUse">The settings of those that stay.</param>
    public Task KeepAsync(IReadOnlySet<TSettings> inUse)
    {
        Opening[] unused;
        lock (_lock)
        {
            unused = Take(settings => !inUse.Contains(settings));
        }

        return CloseAsync(unused);
    }

    /// <summary>Closes all, even if one of them throws.</summary>
    public async ValueTask DisposeAsync()
    {
        Opening[] all;
        lock (_lock)
        {
            _isClosed = true;
            all = Take(static _ => true);
        }

        await CloseAsync(all).ConfigureAwait(false);
    }

    private Opening[] Take(Func<TSettings, bool> isTaken)
    {
        KeyValuePair<TSettings, Opening>[] taken = [.. _openings.Where(pair => isTaken(pair.Key))];
        foreach (var (settings, _) in taken)
        {
            _openings.Remove(settings);
        }

        return [.. taken.Select(pair => pair.Value)];
    }

    private async Task CloseAsync(Opening[] openings)
    {
        var closing = new List<Task>();
        foreach (var opening in openings)
        {
            var isOpened = opening.HasEnded;
            var closed = CloseAsync(opening);

            // One that is still being opened may not react to its cancellation: it is closed when it is open, and not waited for.
            if (isOpened)
            {
                closing.Add(closed);
            }
        }

        await Task.WhenAll(closing).ConfigureAwait(false);
    }

    private async Task CloseAsync(Opening opening)
    {
        await opening.End.CancelAsync().ConfigureAwait(false);
        await ((Task)opening.Source).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        opening.End.Dispose();
        if (opening.HasFailed)
        {
            return;
        }

        var source = await opening.Source.ConfigureAwait(false);
        try
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            notClosed(source, exception);
        }
    }

    /// <summary>One opening of a source, which starts when it is first waited for, outside of locks.</summary>
    private sealed class Opening
    {
        private readonly Lazy<Task<TSource>> _source;

        public Opening(Func<CancellationToken, Task<TSource>> open) => _source = new(() => OpenAsync(open));

        public CancellationTokenSource End { get; } = new();

        public Task<TSource> Source => _source.Value;

        /// <summary>True where it has started, and has completed or failed.</summary>
        public bool HasEnded => _source.IsValueCreated && _source.Value.IsCompleted;

        public bool HasFailed => _source.IsValueCreated && _source.Value is { IsCompleted: true, IsCompletedSuccessfully: false };

        private async Task<TSource> OpenAsync(Func<CancellationToken, Task<TSource>> open)
        {
            End.Token.ThrowIfCancellationRequested();
            return await open(End.Token).ConfigureAwait(false);
        }
    }
}
