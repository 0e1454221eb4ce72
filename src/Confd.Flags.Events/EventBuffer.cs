using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Events;

/// <summary>Converts each event to what is sent, and keeps it until then. Thread-safe and non-blocking.</summary>
internal sealed partial class EventBuffer(FlagEventOptions options)
{
    private readonly Lock _lock = new();
    private readonly RecentContexts _contexts = new(options.ContextKeysCapacity);
    private readonly ILogger _logger = options.Logger ?? NullLogger.Instance;
    private List<QueuedEvent> _events = [];
    private EventSummary _summary = new();
    private DateTimeOffset _contextsSince = options.Clock.GetUtcNow();
    private DateTimeOffset _serviceTime = DateTimeOffset.MinValue;
    private bool _isFull;
    private long _dropped;
    private long _deduplicated;

    public void Add(FlagEvent flagEvent)
    {
        lock (_lock)
        {
            switch (flagEvent)
            {
                case EvaluationEvent evaluation:
                    AddEvaluation(evaluation);
                    break;
                case IdentifyEvent:
                    _contexts.Add(flagEvent.Context);
                    AddUnlessAnonymous(QueuedEventKind.Identify, flagEvent);
                    break;
                case CustomEvent:
                    Describe(flagEvent);
                    Enqueue(QueuedEventKind.Custom, flagEvent);
                    break;
                case MigrationEvent migration when IsChosen(migration.Flag):
                    Describe(flagEvent);
                    Enqueue(QueuedEventKind.Migration, flagEvent);
                    break;
            }
        }
    }

    /// <summary>Returns the pending events, and starts over; null if there are none.</summary>
    public EventPayload? Take()
    {
        lock (_lock)
        {
            if (_events.Count == 0 && _summary.IsEmpty)
            {
                return null;
            }

            var payload = new EventPayload(_events, _summary.IsEmpty ? null : _summary);
            _events = [];
            _summary = new EventSummary();
            _isFull = false;
            return payload;
        }
    }

    /// <summary>Records the service's time: debugging ends by it, whatever the local clock.</summary>
    public void RecordServiceTime(DateTimeOffset time)
    {
        lock (_lock)
        {
            _serviceTime = time;
        }
    }

    /// <summary>The numbers of dropped events and of repeated contexts since the last call.</summary>
    public (long Dropped, long Deduplicated) TakeCounts()
    {
        lock (_lock)
        {
            var counts = (_dropped, _deduplicated);
            (_dropped, _deduplicated) = (0, 0);
            return counts;
        }
    }

    private void AddEvaluation(EvaluationEvent evaluation)
    {
        if (evaluation.Flag is not { Tracking.IsExcludedFromSummaries: true })
        {
            _summary.Add(evaluation);
        }

        Describe(evaluation);
        if (evaluation.Flag is not { } flag)
        {
            return;
        }

        if ((flag.Tracking.TracksEvents || flag.IsExperimentData(evaluation.Detail.Reason)) && IsChosen(flag))
        {
            Enqueue(QueuedEventKind.Feature, evaluation);
        }

        if (IsDebugged(flag, evaluation.Time) && IsChosen(flag))
        {
            Enqueue(QueuedEventKind.Debug, evaluation);
        }
    }

    private bool IsDebugged(FeatureFlag flag, DateTimeOffset now) =>
        flag.Tracking.DebugEventsUntil is { } until
        && until > now.ToUnixTimeMilliseconds()
        && until > _serviceTime.ToUnixTimeMilliseconds();

    // Each context is described once, until it is forgotten.
    private void Describe(FlagEvent flagEvent)
    {
        // In either direction: the clock may have been set back.
        if ((flagEvent.Time - _contextsSince).Duration() >= options.ContextKeysFlushInterval)
        {
            _contexts.Clear();
            _contextsSince = flagEvent.Time;
        }

        if (_contexts.Add(flagEvent.Context))
        {
            AddUnlessAnonymous(QueuedEventKind.Index, flagEvent);
        }
        else
        {
            _deduplicated++;
        }
    }

    private void AddUnlessAnonymous(QueuedEventKind kind, FlagEvent flagEvent)
    {
        if (!options.OmitsAnonymousContexts)
        {
            Enqueue(kind, flagEvent);
            return;
        }

        var known = flagEvent.Context.Parts.RemoveAll(static part => part.IsAnonymous);
        if (!known.IsEmpty)
        {
            Enqueue(kind, new IdentifyEvent { Time = flagEvent.Time, Context = EvaluationContext.NewMulti(known.AsSpan()) });
        }
    }

    private void Enqueue(QueuedEventKind kind, FlagEvent flagEvent)
    {
        if (_events.Count < options.Capacity)
        {
            _events.Add(new QueuedEvent(kind, flagEvent));
            return;
        }

        _dropped++;
        if (!_isFull)
        {
            _isFull = true;
            LogFull(_logger, options.Capacity);
        }
    }

    private bool IsChosen(FeatureFlag? flag) => Sampling.IsChosen(flag?.Tracking.SamplingRatio, options.Random);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There are more than {Capacity} events to send; more are dropped until these are on their way. "
            + "Raise the capacity, or send more often")]
    private static partial void LogFull(ILogger logger, int capacity);
}
