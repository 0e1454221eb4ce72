using Confd.Flags.Contexts;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Events;

/// <summary>What a <see cref="FlagEventSender"/> sends, and how often. The defaults are those of LaunchDarkly's SDKs.</summary>
public sealed record FlagEventOptions
{
    /// <summary>How many events are kept until they are sent. What does not fit is dropped, with one warning until there is room again;
    /// summaries always fit.</summary>
    /// <value>10,000.</value>
    public int Capacity { get; init; } = 10_000;

    /// <summary>How often events are sent.</summary>
    /// <value>5 seconds. <see cref="Timeout.InfiniteTimeSpan"/>: only when asked by <see cref="FlagEventSender.FlushAsync"/>.</value>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many contexts are remembered, so that each is described once; the one that was met least lately is forgotten
    /// first.</summary>
    /// <value>1,000.</value>
    public int ContextKeysCapacity { get; init; } = 1_000;

    /// <summary>After which time all contexts are forgotten, and described anew.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan ContextKeysFlushInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>True: of contexts nothing is sent but kind, key and whether they are anonymous.</summary>
    public bool AllAttributesPrivate { get; init; }

    /// <summary>Attributes that are never sent, by name or reference, of contexts of any kind; those that a context names itself come
    /// on top.</summary>
    /// <value>Empty. What is no <see cref="AttributeReference"/> is refused: it would keep nothing private.</value>
    public IReadOnlyList<string> PrivateAttributes { get; init; } = [];

    /// <summary>True: anonymous contexts are not described by events of their own.</summary>
    public bool OmitsAnonymousContexts { get; init; }

    /// <summary>True: what is sent is compressed.</summary>
    public bool UsesGzip { get; init; }

    /// <summary>True: the sender also tells how it is doing itself: its settings once, its counts from time to time.</summary>
    public bool SendsDiagnostics { get; init; }

    /// <summary>How often its counts are told.</summary>
    /// <value>15 minutes.</value>
    public TimeSpan DiagnosticInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Takes the attempts to open LaunchDarkly's stream since it was last asked, for diagnostics:
    /// <see cref="Sync.Stores.LaunchDarklyStore.TakeStreamInits"/> of the store that follows it. Where it throws, the log
    /// says so, and the counts are told the next time.</summary>
    /// <value>Null, the default: none are told.</value>
    public Func<IReadOnlyList<StreamInit>>? StreamInits { get; init; }

    /// <summary>How long an answer is waited for.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a failure the same is sent once more.</summary>
    /// <value>1 second.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long closing the sender may take, with a sending that is under way and one of what is left.</summary>
    /// <value>5 seconds: hosts give all that is to be closed 30 seconds as a rule.</value>
    public TimeSpan CloseTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Draws the number, at least 0 and less than its argument, by which one of so many events is chosen.</summary>
    public Func<long, long> Random { get; init; } = System.Random.Shared.NextInt64;

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears of events that were dropped or not taken; never of what they hold. Null: the logger of the client that the sender
    /// is given to.</summary>
    public ILogger? Logger { get; init; }

    internal void Validate()
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
