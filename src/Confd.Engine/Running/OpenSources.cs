namespace Confd.Engine.Running;

/// <summary>What is opened once for all resources that say the same of it, and stays open until no resource says it any more, or the
/// engine ends.</summary>
/// <remarks>Safe to share between threads: whoever asks while a source is being opened waits for the same opening.</remarks>
/// <typeparam name="TSettings">What resources say; equal ones share a source.</typeparam>
/// <typeparam name="TSource">A backend or a source of flags.</typeparam>
/// <param name="open">Opens a source.</param>
/// <param name="notClosed">Hears why one could not be closed.</param>
internal sealed class OpenSources<TSettings, TSource>(
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

    /// <summary>The source, opened where it is not yet; one that cannot be opened is tried again at the next call.</summary>
    /// <remarks>The token ends this wait, not the opening, which others may wait for.</remarks>
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

    /// <summary>Closes all that are not in use, whatever one of them throws; they are not known any more when this returns.</summary>
    /// <param name="inUse">Which ones stay as they are.</param>
    public Task KeepAsync(IReadOnlySet<TSettings> inUse)
    {
        Opening[] unused;
        lock (_lock)
        {
            unused = Take(settings => !inUse.Contains(settings));
        }

        return CloseAsync(unused);
    }

    /// <summary>Closes all, whatever one of them throws.</summary>
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

            // One that is still being opened may not hear that it is to end: it is closed when it is open, and not waited for.
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

    /// <summary>One opening of a source, which begins when it is first waited for, outside of locks.</summary>
    private sealed class Opening
    {
        private readonly Lazy<Task<TSource>> _source;

        public Opening(Func<CancellationToken, Task<TSource>> open) => _source = new(() => OpenAsync(open));

        public CancellationTokenSource End { get; } = new();

        public Task<TSource> Source => _source.Value;

        /// <summary>Whether it was begun, and is open or has failed.</summary>
        public bool HasEnded => _source.IsValueCreated && _source.Value.IsCompleted;

        public bool HasFailed => _source.IsValueCreated && _source.Value is { IsCompleted: true, IsCompletedSuccessfully: false };

        private async Task<TSource> OpenAsync(Func<CancellationToken, Task<TSource>> open)
        {
            End.Token.ThrowIfCancellationRequested();
            return await open(End.Token).ConfigureAwait(false);
        }
    }
}
