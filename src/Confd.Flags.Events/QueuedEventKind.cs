namespace Confd.Flags.Events;

/// <summary>As what an event is sent; one evaluation may be sent as several.</summary>
internal enum QueuedEventKind
{
    Index,
    Feature,
    Debug,
    Identify,
    Custom,
    Migration,
}
