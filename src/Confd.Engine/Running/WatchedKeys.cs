namespace Confd.Engine.Running;

/// <summary>The keys of one backend from which a resource is rendered.</summary>
internal readonly record struct WatchedKeys(OpenedResource Resource, KeySource Source)
{
    /// <summary>Those of a resource, for each of its backends.</summary>
    public static IEnumerable<WatchedKeys> Of(OpenedResource opened) => opened.Sources.Select(source => new WatchedKeys(opened, source));

    /// <summary>A change of a key that begins with one of them triggers the resource.</summary>
    public IReadOnlyList<string> WakingKeys =>
        Source is { Name: "", Backend.WakesByPrefix: true, LookupKeys.Count: > 0 } && Resource.Resource.Prefix.Length > 1
            ? [Resource.Resource.Prefix]
            : Source.LookupKeys;
}
