using Confd.Flags.Contexts;

namespace Confd.Flags.Events;

/// <summary>An event of a flag client. Immutable.</summary>
public abstract record FlagEvent
{
    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The context of the event; always valid.</summary>
    public required EvaluationContext Context { get; init; }
}
