namespace Confd.Flags.Events;

/// <summary>The events that are sent together.</summary>
internal sealed record EventPayload(IReadOnlyList<QueuedEvent> Events, EventSummary? Summary)
{
    public int Count => Events.Count + (Summary is null ? 0 : 1);
}
