namespace Confd.Following;

/// <summary>What a <see cref="ChangeFollower{TChange}"/> follows, and what is to be done when it changes. Called by one loop, one call at a
/// time, but for readings while a watch is being opened.</summary>
/// <typeparam name="TChange">What is told of a change.</typeparam>
public interface IFollowedSource<TChange>
{
    /// <summary>Begins to listen: changes after this call are told by the watch.</summary>
    /// <returns>Null where the source cannot be watched: it is polled then, and asked again every
    /// <see cref="FollowOptions.SearchInterval"/>.</returns>
    /// <exception cref="Exception">Opening failed this time; it is tried again.</exception>
    Task<IChangeWatch<TChange>?> OpenWatchAsync(CancellationToken cancellationToken);

    /// <summary>Reads everything: at the start, after a watch was opened, and at every interval while none is open, also while
    /// <see cref="OpenWatchAsync"/> is under way.</summary>
    /// <exception cref="WatchExpiredException">What was to be read is out of date: another watch is opened at once.</exception>
    /// <exception cref="Exception">Reading failed this time; it is tried again.</exception>
    Task ReadAsync(CancellationToken cancellationToken);

    /// <summary>Does what a change asks for.</summary>
    /// <exception cref="Exception">It could not be done: the watch is closed, and everything is read anew.</exception>
    Task ApplyAsync(TChange change, CancellationToken cancellationToken);

    /// <summary>Two changes as one, where <see cref="FollowOptions.SettleTime"/> collects them.</summary>
    /// <returns>The later one, which is enough where a change says only that there is something to read.</returns>
    TChange Merge(TChange earlier, TChange later) => later;

    /// <summary>Is told where the follower stands. What it throws is dropped: following goes on.</summary>
    void OnState(FollowState state);

    /// <summary>True for a failure that no further attempt can pass, such as a key that is refused: following ends with it.</summary>
    bool IsFinal(Exception failure) => false;

    /// <summary>True for a failure that may last until people do something about it: the wait is that of
    /// <see cref="FollowOptions.RefusalBackoff"/>.</summary>
    bool IsRefusal(Exception failure) => false;
}
