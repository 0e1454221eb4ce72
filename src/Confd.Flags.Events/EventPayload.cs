namespace Confd.Flags.Events;

/// <summary>What is sent at once.</summary>
internal sealed record EventPayload(IReadOnlyList<QueuedEvent> Events, EventSummary? Summary)
{
    public int Count => Events.Count + (Summary is null ? 0 : 1);
}
