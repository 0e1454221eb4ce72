namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>One event of a <c>text/event-stream</c>.</summary>
/// <param name="Type">The value of <c>event:</c>; <c>message</c> where there was none.</param>
/// <param name="Data">The lines of <c>data:</c>, joined by line feeds.</param>
internal sealed record ServerSentEvent(string Type, string Data);
