namespace Confd.Following;

/// <summary>Thrown by a watch that has to be replaced by a new one, with which everything is read again. Nothing has failed: the follower
/// opens the new one immediately, and reports no failure.</summary>
public sealed class WatchExpiredException() : Exception("the watch has to be opened again");
