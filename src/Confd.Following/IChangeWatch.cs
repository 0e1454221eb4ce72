namespace Confd.Following;

/// <summary>An open watch. Dispose it to stop listening.</summary>
/// <typeparam name="TChange">What is told of a change.</typeparam>
public interface IChangeWatch<TChange> : IAsyncDisposable
{
    /// <summary>Completes with what has changed since the watch was opened or the last call completed; changes while nobody waits are
    /// kept.</summary>
    /// <remarks>A wait that is cancelled takes nothing: what it would have told, the next one tells.</remarks>
    /// <exception cref="WatchExpiredException">Nothing failed, but everything is to be brought anew by another watch.</exception>
    /// <exception cref="Exception">Listening has ended: the watch is to be disposed and another one opened.</exception>
    Task<TChange> WaitForChangeAsync(CancellationToken cancellationToken);
}
