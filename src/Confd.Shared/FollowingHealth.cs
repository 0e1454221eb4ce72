using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Shared;

/// <summary>Whether a flag store is kept up to date: the first and the last failure since a success, and the event for it.</summary>
internal sealed partial class FollowingHealth
{
    private readonly TimeProvider _clock;
    private readonly EventRaiser _raiser;
    private readonly Lock _lock = new();
    private volatile FollowingFailure? _failure;

    /// <summary>Creates a health without failures.</summary>
    /// <param name="store">The sender of <see cref="Changed"/>.</param>
    /// <param name="clock">The clock of failures.</param>
    /// <param name="logger">Logs exceptions of handlers.</param>
    public FollowingHealth(object store, TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        _raiser = new EventRaiser(store, problem => LogHandlerFailed(logger, problem));
    }

    /// <summary>Raised by <see cref="RaiseChanged"/>; exceptions of handlers are logged.</summary>
    public event EventHandler? Changed;

    /// <summary>The first and the last failure since the last success; null: there is none.</summary>
    public FollowingFailure? Failure => _failure;

    /// <summary>Records an attempt that failed, or that a caller does not wait for any longer.</summary>
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

    /// <summary>Records an attempt that succeeded.</summary>
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
    /// store.</summary>
    public void RaiseChanged() => _raiser.Raise(Changed);

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of a flag store's event failed")]
    private static partial void LogHandlerFailed(ILogger logger, Exception problem);
}
