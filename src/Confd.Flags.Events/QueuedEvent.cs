namespace Confd.Flags.Events;

/// <summary>An event that is to be sent.</summary>
internal readonly record struct QueuedEvent(QueuedEventKind Kind, FlagEvent Event);
