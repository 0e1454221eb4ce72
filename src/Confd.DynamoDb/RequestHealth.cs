using Confd.Aws.Requests;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb;

/// <summary>Whether requests are answered: known while a request that fails is still sent again, long before it fails for good.</summary>
/// <remarks>A request counts as failing when it has taken a second without success; before the first response, as soon as an attempt has
/// failed. The next response ends that. Thread-safe.</remarks>
public sealed partial class RequestHealth
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly LogThrottle _warnings;
    private readonly EventRaiser _raiser;
    private readonly Lock _lock = new();
    private readonly List<RequestHealth> _included = [];
    private RequestFailure? _failure;
    private bool _isAnswered;
    private bool _isWarned;

    /// <summary>Creates a health without failures.</summary>
    /// <param name="clock">The clock of its times; null: the system's.</param>
    /// <param name="logger">Logs exceptions of handlers; null: they are lost.</param>
    public RequestHealth(TimeProvider? clock = null, ILogger? logger = null)
    {
        _clock = clock ?? TimeProvider.System;
        _warnings = new LogThrottle(_clock);
        _raiser = new EventRaiser(this, problem => LogHandlerFailed(logger ?? NullLogger.Instance, problem));
    }

    /// <summary>Creates a health of other requests to the same service, which is warned of no more often because of it.</summary>
    internal RequestHealth(RequestHealth sibling, ILogger logger)
        : this(sibling._clock, logger)
    {
        _warnings = sibling._warnings;
        lock (sibling._lock)
        {
            _isAnswered = sibling._isAnswered;
        }
    }

    /// <summary>Raised on a pool thread when requests begin to fail, and when they are answered again. Exceptions of handlers are
    /// logged.</summary>
    public event EventHandler? Changed;

    /// <summary>How requests fail; null: they do not, as far as is known. Stays after a request that was sent again in vain.</summary>
    public RequestFailure? Failure
    {
        get
        {
            lock (_lock)
            {
                return _failure ?? _included.Select(static other => other.Failure).FirstOrDefault(static failure => failure is not null);
            }
        }
    }

    /// <summary>Includes requests that are sent for others too, such as those to a shared stream.</summary>
    /// <returns>Dispose it to leave them out again; while they fail they count until the next response.</returns>
    internal IDisposable Include(RequestHealth other)
    {
        lock (_lock)
        {
            _included.Add(other);
        }

        other.Changed += OnIncluded;
        return new Inclusion(this, other);
    }

    /// <summary>Notes a failed attempt.</summary>
    /// <param name="failed">The attempt.</param>
    /// <param name="describe">Creates the exception that describes it.</param>
    /// <returns>That exception where a warning is due, at the beginning and then once a minute; otherwise null.</returns>
    internal DynamoDbException? RecordRetry(FailedAttempt failed, Func<DynamoDbException> describe)
    {
        var now = _clock.GetUtcNow();
        RequestFailure failure;
        bool isNew;
        bool isWarning;
        lock (_lock)
        {
            if (_isAnswered && _failure is null && failed.Elapsed < MaxWait)
            {
                return null;
            }

            isNew = _failure is null;
            failure = new(_failure?.Since ?? now - failed.Elapsed, now, describe());
            _failure = failure;

            // Under the lock: a response that ends this failure also says so where it is warned of.
            isWarning = _warnings.IsDue(out _);
            _isWarned |= isWarning;
        }

        if (isNew)
        {
            RaiseChanged();
        }

        return isWarning ? failure.Problem : null;
    }

    /// <summary>Notes a response.</summary>
    /// <returns>True where it ends what a warning was about.</returns>
    internal bool RecordResponse()
    {
        bool wasWarned;
        lock (_lock)
        {
            _isAnswered = true;
            if (_failure is null)
            {
                return false;
            }

            _failure = null;
            wasWarned = _isWarned;
            _isWarned = false;
        }

        RaiseChanged();
        return wasWarned;
    }

    private void Exclude(RequestHealth other)
    {
        other.Changed -= OnIncluded;
        var failure = other.Failure;
        lock (_lock)
        {
            if (_included.Remove(other))
            {
                _failure ??= failure;
            }
        }
    }

    private void OnIncluded(object? sender, EventArgs change) => RaiseChanged();

    // Not on the thread of a request, for which a handler may wait.
    private void RaiseChanged() => _ = Task.Run(() => _raiser.Raise(Changed));

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of a request health's event failed")]
    private static partial void LogHandlerFailed(ILogger logger, Exception problem);

    private sealed class Inclusion(RequestHealth owner, RequestHealth other) : IDisposable
    {
        public void Dispose() => owner.Exclude(other);
    }
}
