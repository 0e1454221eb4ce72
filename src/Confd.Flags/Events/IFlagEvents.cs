using Microsoft.Extensions.Logging;

namespace Confd.Flags.Events;

/// <summary>Takes what a client has to tell about its use: <c>Confd.Flags.Events</c> sends it to LaunchDarkly, a test keeps it.</summary>
/// <remarks>
/// <see cref="Add"/> is called on the threads that evaluate: it must return at once, must not throw, and may be called by several at a
/// time. A client without one makes no events, and pays nothing for them.
/// </remarks>
public interface IFlagEvents : IAsyncDisposable
{
    /// <summary>Takes an event.</summary>
    void Add(FlagEvent flagEvent);

    /// <summary>Completes when everything that was added before is on its way, or was given up.</summary>
    Task FlushAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the client's logger, for what has none of its own: events that cannot be sent are told there.</summary>
    /// <param name="logger">The client's.</param>
    void UseLogger(ILogger logger)
    {
    }
}
