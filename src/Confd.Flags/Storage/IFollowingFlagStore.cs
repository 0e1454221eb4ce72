namespace Confd.Flags.Storage;

/// <summary>A store that is kept up to date from elsewhere, such as from LaunchDarkly, and knows when that does not go well: it can be read
/// meanwhile, but what it answers grows old.</summary>
public interface IFollowingFlagStore
{
    /// <summary>Raised when <see cref="FollowingFailure"/> comes to be there or goes, on the thread that found it out.</summary>
    event EventHandler<EventArgs>? FollowingChanged;

    /// <summary>Why the store is not kept up to date; null: it is, as far as it knows.</summary>
    FollowingFailure? FollowingFailure { get; }
}
