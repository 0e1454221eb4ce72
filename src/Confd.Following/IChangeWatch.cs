namespace Confd.Following;

/// <summary>An open watch. Dispose it to stop watching.</summary>
/// <typeparam name="TChange">Describes a change.</typeparam>
public interface IChangeWatch<TChange> : IAsyncDisposable
{
    /// <summary>Completes with what has changed since the watch was opened or the last call completed; changes between calls are
    /// kept.</summary>
    /// <remarks>A wait that is cancelled loses nothing: the next one returns what it would have returned.</remarks>
    /// <exception cref="WatchExpiredException">Nothing failed, but everything has to be read again with a new watch.</exception>
    /// <exception cref="Exception">The watch is broken: it has to be disposed and another one opened.</exception>
    Task<TChange> WaitForChangeAsync(CancellationToken cancellationToken);
}
