namespace Confd.Following;

/// <summary>A source for <see cref="ChangeFollower{TChange}"/>, and how its changes are applied. Called by one loop, one call at a
/// time, except for reads while a watch is being opened.</summary>
/// <typeparam name="TChange">Describes a change.</typeparam>
public interface IFollowedSource<TChange>
{
    /// <summary>Opens a watch, which returns the changes after this call.</summary>
    /// <returns>Null where the source cannot be watched: it is then polled, and this is called again every
    /// <see cref="FollowOptions.SearchInterval"/>.</returns>
    /// <exception cref="Exception">Opening failed this time; it is retried.</exception>
    Task<IChangeWatch<TChange>?> OpenWatchAsync(CancellationToken cancellationToken);

    /// <summary>Reads everything: at the start, after a watch was opened, and at every interval while none is open, also while
    /// <see cref="OpenWatchAsync"/> is under way.</summary>
    /// <exception cref="WatchExpiredException">What was to be read is out of date: another watch is opened immediately.</exception>
    /// <exception cref="Exception">Reading failed this time; it is retried.</exception>
    Task ReadAsync(CancellationToken cancellationToken);

    /// <summary>Applies a change.</summary>
    /// <exception cref="Exception">It could not be applied: the watch is closed, and everything is read again.</exception>
    Task ApplyAsync(TChange change, CancellationToken cancellationToken);

    /// <summary>Merges two changes into one, where <see cref="FollowOptions.SettleTime"/> collects them.</summary>
    /// <returns>By default the later one, which is enough where a change only means that there is something to read.</returns>
    TChange Merge(TChange earlier, TChange later) => later;

    /// <summary>Receives the state of the follower. Exceptions are ignored: following continues.</summary>
    void OnState(FollowState state);

    /// <summary>True for a failure that no retry can resolve, such as a key that is refused: following ends with it. An exception of this
    /// method or of <see cref="IsRefusal"/> ends it too.</summary>
    bool IsPermanent(Exception failure) => false;

    /// <summary>True for a failure that may last until people resolve it: the wait is that of
    /// <see cref="FollowOptions.RefusalBackoff"/>.</summary>
    bool IsRefusal(Exception failure) => false;
}
