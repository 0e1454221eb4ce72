namespace Confd.Backends.Redis.Connections;

/// <summary>A server answers in time, that it is not ready.</summary>
/// <param name="answer">Its words.</param>
internal sealed class NotReadyException(string answer) : TimeoutException(answer);
