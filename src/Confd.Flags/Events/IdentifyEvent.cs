namespace Confd.Flags.Events;

/// <summary>A program made a context known.</summary>
public sealed record IdentifyEvent : FlagEvent;
