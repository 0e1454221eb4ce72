namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>A watch has fired; it is gone with that.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Path">The node.</param>
internal readonly record struct WatchEvent(WatchEventKind Kind, string Path);
