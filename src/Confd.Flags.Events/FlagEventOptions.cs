using Confd.Flags.Contexts;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Events;

/// <summary>Options of a <see cref="FlagEventSender"/>. The defaults are those of LaunchDarkly's SDKs.</summary>
public sealed record FlagEventOptions
{
    /// <summary>The maximum number of pending events. Further events are dropped, with one warning until there is space again; summaries
    /// are never dropped.</summary>
    /// <value>10,000.</value>
    public int Capacity { get; init; } = 10_000;

    /// <summary>How often events are sent.</summary>
    /// <value>5 seconds. <see cref="Timeout.InfiniteTimeSpan"/>: only by <see cref="FlagEventSender.FlushAsync"/>.</value>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of contexts that are remembered, so that each is described once; the least recently used is forgotten
    /// first.</summary>
    /// <value>1,000.</value>
    public int ContextKeysCapacity { get; init; } = 1_000;

    /// <summary>The interval after which all contexts are forgotten, and described again.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan ContextKeysFlushInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>True: of contexts only kind, key and whether they are anonymous are sent.</summary>
    public bool AllAttributesPrivate { get; init; }

    /// <summary>Attributes that are never sent, by name or reference, of contexts of any kind; in addition to those that a context itself
    /// marks as private.</summary>
    /// <value>Empty. An invalid <see cref="AttributeReference"/> is rejected: it would keep nothing private.</value>
    public IReadOnlyList<string> PrivateAttributes { get; init; } = [];

    /// <summary>True: anonymous contexts are not described by separate events.</summary>
    public bool OmitsAnonymousContexts { get; init; }

    /// <summary>True: requests are compressed.</summary>
    public bool UsesGzip { get; init; }

    /// <summary>True: the sender also sends diagnostic events: its settings once, its counts periodically.</summary>
    public bool SendsDiagnostics { get; init; }

    /// <summary>The interval of diagnostic events.</summary>
    /// <value>15 minutes.</value>
    public TimeSpan DiagnosticInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Returns the attempts to open LaunchDarkly's stream since the last call, for diagnostics: <see
    /// cref="Sync.Stores.LaunchDarklyStore.TakeStreamInits"/> of the store that follows it. If it throws, that is logged, and the counts
    /// are sent the next time.</summary>
    /// <value>Null, the default: none are sent.</value>
    public Func<IReadOnlyList<StreamInit>>? StreamInits { get; init; }

    /// <summary>The time limit of a request.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The delay before a failed request is sent again.</summary>
    /// <value>1 second.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum duration of closing the sender: completing a request in progress, and sending the pending events.</summary>
    /// <value>5 seconds: hosts usually allow 30 seconds for closing everything.</value>
    public TimeSpan CloseTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Returns a random number from 0 (inclusive) to 1 (exclusive), for sampling events.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs events that were dropped or rejected; never their contents. Null: the logger of the client that the sender is passed
    /// to.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(FlagEventOptions));
        check.RequireAtLeast(Capacity, 1, nameof(Capacity), "events");
        check.RequireTimer(FlushInterval, nameof(FlushInterval), orInfinite: true);
        check.RequireAtLeast(ContextKeysCapacity, 1, nameof(ContextKeysCapacity), "contexts");
        check.RequireTime(ContextKeysFlushInterval, nameof(ContextKeysFlushInterval));
        check.RequireTimer(DiagnosticInterval, nameof(DiagnosticInterval));
        check.RequireTimer(RequestTimeout, nameof(RequestTimeout));
        check.RequireTimer(CloseTime, nameof(CloseTime));
        check.RequireTimer(RetryDelay, nameof(RetryDelay), orZero: true);
        check.RequireSet(PrivateAttributes, nameof(PrivateAttributes));
        check.RequireSet(Random, nameof(Random));
        check.RequireSet(Clock, nameof(Clock));
        foreach (var reference in PrivateAttributes)
        {
            if (AttributeReference.Parse(reference ?? "").Error is { } error)
            {
                throw new ArgumentException(
                    $"{nameof(FlagEventOptions)}.{nameof(PrivateAttributes)}: \"{reference}\" keeps nothing private: {error}",
                    nameof(PrivateAttributes));
            }
        }
    }
}
