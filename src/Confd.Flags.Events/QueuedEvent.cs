namespace Confd.Flags.Events;

/// <summary>An event that is pending.</summary>
internal readonly record struct QueuedEvent(QueuedEventKind Kind, FlagEvent Event);
