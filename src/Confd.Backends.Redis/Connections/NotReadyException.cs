namespace Confd.Backends.Redis.Connections;

/// <summary>A server responds in time that it is not ready.</summary>
/// <param name="answer">Its response.</param>
internal sealed class NotReadyException(string answer) : TimeoutException(answer);
