namespace Confd.Flags.Storage;

/// <summary>A store that is kept up to date from elsewhere, such as from LaunchDarkly, and detects failures of that: it can still be read
/// then, but its data becomes stale.</summary>
public interface IFollowingFlagStore
{
    /// <summary>Raised when <see cref="FollowingFailure"/> is set or cleared, on the thread that detected it.</summary>
    event EventHandler<EventArgs>? FollowingChanged;

    /// <summary>Why the store is not kept up to date; null: it is, as far as is known.</summary>
    FollowingFailure? FollowingFailure { get; }
}
