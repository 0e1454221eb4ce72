namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>An event of a stream is larger than the limit.</summary>
/// <param name="message">States the limit.</param>
internal sealed class EventTooLargeException(string message) : IOException(message);
