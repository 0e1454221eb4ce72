namespace Confd.Flags.Events;

/// <summary>A context that a program reported.</summary>
public sealed record IdentifyEvent : FlagEvent;
