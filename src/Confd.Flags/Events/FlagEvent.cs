using Confd.Flags.Contexts;

namespace Confd.Flags.Events;

/// <summary>Something that happened in a client. Immutable.</summary>
public abstract record FlagEvent
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>For whom; always valid.</summary>
    public required EvaluationContext Context { get; init; }
}
