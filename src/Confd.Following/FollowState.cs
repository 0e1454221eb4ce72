namespace Confd.Following;

/// <summary>The state of a follower.</summary>
/// <param name="Kind">Its activity.</param>
/// <param name="Failure">The failure; null for none.</param>
/// <param name="Pause">How long it waits before it continues: the wait after a failure, or the interval of polling; zero while it
/// watches.</param>
public readonly record struct FollowState(FollowKind Kind, Exception? Failure, TimeSpan Pause)
{
    /// <summary>The number of failures since the last lasting success (<see cref="BackoffOptions.ResetAfter"/>), including this
    /// one.</summary>
    /// <value>1 for the first, which is the one to report to people; 0 where nothing failed, and for a read that failed in
    /// between.</value>
    public int Failures { get; init; }
}
