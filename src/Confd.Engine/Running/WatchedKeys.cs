namespace Confd.Engine.Running;

/// <summary>The keys of one backend that a resource is rendered from.</summary>
internal readonly record struct WatchedKeys(ActiveResource Resource, KeySource Source);
