using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>Whether a cache can be renewed: loads that fail or are late, though an older value hides that from callers.</summary>
internal sealed partial class LoadHealth
{
    private readonly TimeProvider _clock;
    private readonly EventRaiser _raiser;
    private readonly Lock _lock = new();
    private volatile FollowingFailure? _failure;

    public LoadHealth(TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        _raiser = new EventRaiser(this, problem => LogHandlerFailed(logger, problem));
    }

    /// <summary>Raised by <see cref="RaiseChanged"/>; exceptions of handlers are logged.</summary>
    public event EventHandler<EventArgs>? Changed;

    /// <summary>The first and the last failure since a load last succeeded; null: none has failed.</summary>
    public FollowingFailure? Failure => _failure;

    /// <summary>Notes a load that failed, or that a caller does not wait for any longer.</summary>
    /// <returns>True where it is the first: <see cref="RaiseChanged"/> is to be called.</returns>
    public bool RecordFailure(Exception problem)
    {
        lock (_lock)
        {
            var (before, now) = (_failure, _clock.GetUtcNow());
            _failure = new FollowingFailure(before?.Since ?? now, now) { Problem = problem };
            return before is null;
        }
    }

    /// <summary>Notes a load that succeeded.</summary>
    /// <returns>True where it ends a failure: <see cref="RaiseChanged"/> is to be called.</returns>
    public bool RecordSuccess()
    {
        lock (_lock)
        {
            var ends = _failure is not null;
            _failure = null;
            return ends;
        }
    }

    /// <summary>Raises <see cref="Changed"/>. Not under a lock, and not before callers have their answer: handlers may wait for the
    /// cache.</summary>
    public void RaiseChanged() => _raiser.Raise(Changed, EventArgs.Empty);

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of a flag store's event failed")]
    private static partial void LogHandlerFailed(ILogger logger, Exception problem);
}
