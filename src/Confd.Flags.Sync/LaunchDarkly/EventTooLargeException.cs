namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>An event of a stream is larger than what is read.</summary>
/// <param name="message">By how much.</param>
internal sealed class EventTooLargeException(string message) : IOException(message);
