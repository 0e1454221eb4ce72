namespace Confd.Flags.Events;

/// <summary>The form in which an event is sent; one evaluation may be sent in several.</summary>
internal enum QueuedEventKind
{
    Index,
    Feature,
    Debug,
    Identify,
    Custom,
    Migration,
}
