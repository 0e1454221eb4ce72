namespace Confd.Following;

/// <summary>Thrown by a watch that asks for a new one in its place, which brings everything anew. Nothing has failed: the follower opens
/// the new one at once, and tells nobody.</summary>
public sealed class WatchExpiredException() : Exception("the watch is to be opened anew");
