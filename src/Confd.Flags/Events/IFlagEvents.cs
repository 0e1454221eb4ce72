using Microsoft.Extensions.Logging;

namespace Confd.Flags.Events;

/// <summary>Receives the events of a client: <c>Confd.Flags.Events</c> sends them to LaunchDarkly, a test keeps them.</summary>
/// <remarks>
/// <see cref="Add"/> is called on the threads that evaluate: it must return immediately, must not throw, and must be thread-safe. A client
/// without a receiver creates no events, and has no costs for them.
/// </remarks>
public interface IFlagEvents : IAsyncDisposable
{
    /// <summary>Adds an event.</summary>
    void Add(FlagEvent flagEvent);

    /// <summary>Completes when every event that was added before is sent or dropped.</summary>
    Task FlushAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets the client's logger, for implementations that have none of their own: they log there which events cannot be
    /// sent.</summary>
    /// <param name="logger">The client's.</param>
    void UseLogger(ILogger logger)
    {
    }
}
