namespace Confd.Following;

/// <summary>Where a follower stands.</summary>
/// <param name="Kind">What it does now.</param>
/// <param name="Failure">What went wrong; null where nothing did.</param>
/// <param name="Pause">How long it waits before it goes on: the wait after a failure, or the interval of polling; zero while it
/// watches.</param>
public readonly record struct FollowState(FollowKind Kind, Exception? Failure, TimeSpan Pause)
{
    /// <summary>How many failures there have been since things last went well (<see cref="BackoffOptions.GoodTime"/>), this one
    /// too.</summary>
    /// <value>1 for the first, which is the one to tell people of; 0 where nothing failed, and for a reading that failed in
    /// between.</value>
    public int Failures { get; init; }
}
