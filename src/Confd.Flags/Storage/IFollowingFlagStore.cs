using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>A store that detects by itself that it is not up to date: one that is kept up to date from elsewhere, such as from
/// LaunchDarkly, and can still be read without that, one whose requests fail and are still sent again, or a cache that returns older values
/// meanwhile.</summary>
public interface IFollowingFlagStore
{
    /// <summary>Raised when <see cref="FollowingFailure"/> is set or cleared, on the thread that detected it.</summary>
    event EventHandler? FollowingChanged;

    /// <summary>Why the store is not kept up to date; null: it is, as far as is known.</summary>
    FollowingFailure? FollowingFailure { get; }

    /// <summary>Sets the logger of the client that reads the store, for stores that have none of their own: they log there why they are not
    /// kept up to date.</summary>
    /// <param name="logger">The client's.</param>
    void UseLogger(ILogger logger)
    {
    }
}
