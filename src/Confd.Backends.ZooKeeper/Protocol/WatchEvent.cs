namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>A fired watch, which is removed by that.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Path">The node.</param>
internal readonly record struct WatchEvent(WatchEventKind Kind, string Path);
