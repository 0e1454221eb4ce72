using Confd.Engine.Posix;
using Confd.Engine.Resources;

namespace Confd.Engine.Running;

/// <summary>The files that the resources of <c>conf.d</c> claim, so that no name of a <c>for_each</c> takes, or removes, a file that
/// another resource claims too.</summary>
/// <remarks>Used by one loop. A resource's claims are those of the last reading of its keys.</remarks>
/// <param name="loaded">All resources.</param>
internal sealed class DestinationClaims(IReadOnlyList<OpenedResource> loaded)
{
    private readonly HashSet<string> _single = SingleFiles(loaded);

    // Resources whose folders are separate cannot conflict.
    private readonly Dictionary<string, OpenedResource[]> _rivals = loaded
        .Select(opened => KeyValuePair.Create(
            opened.Resource.Path, loaded.Where(other => MayMeet(opened.Resource, other.Resource)).ToArray()))
        .Where(pair => pair.Value.Length > 0)
        .ToDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, IReadOnlySet<string>?> _claims = [];

    /// <summary>The resources whose keys have to be read before any of these is processed: those among them that may conflict with another
    /// one, and such others whose keys have not been read yet.</summary>
    /// <param name="due">The resources of a cycle.</param>
    public IReadOnlyList<OpenedResource> FindUnread(IReadOnlyList<OpenedResource> due) =>
        [
            .. due.Where(opened => _rivals.ContainsKey(opened.Resource.Path))
                .SelectMany(opened =>
                    _rivals[opened.Resource.Path].Where(rival => !_claims.ContainsKey(rival.Resource.Path)).Append(opened))
                .DistinctBy(opened => opened.Resource.Path, StringComparer.Ordinal),
        ];

    /// <summary>Reads and stores the claims of a resource.</summary>
    /// <param name="opened">The resource.</param>
    /// <param name="readings">Reads its keys. Where that fails its former claims remain; the failure is reported when it is
    /// processed.</param>
    /// <param name="stop">Cancels it.</param>
    public async Task ReadAsync(OpenedResource opened, CycleReadings readings, CancellationToken stop)
    {
        var resource = opened.Resource;
        try
        {
            var keys = await readings.SelectAsync(opened, stop).ConfigureAwait(false);
            _claims[resource.Path] = resource.ForEach!.Expand(resource, keys, static _ => false).Claimed;
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            _claims.TryAdd(resource.Path, null);
        }
    }

    /// <summary>True where another resource claims a file.</summary>
    /// <param name="resource">The resource that would use it.</param>
    /// <param name="fullPath">The file.</param>
    public bool IsTaken(Resource resource, string fullPath) =>
        _single.Contains(fullPath) || RivalsOf(resource).Any(rival => ClaimsOf(rival)?.Contains(fullPath) == true);

    /// <summary>False where the claims of a resource that may claim the same files as this one are unknown.</summary>
    public bool AreRivalsKnown(Resource resource) => RivalsOf(resource).All(rival => ClaimsOf(rival) is not null);

    private OpenedResource[] RivalsOf(Resource resource) => _rivals.GetValueOrDefault(resource.Path) ?? [];

    private IReadOnlySet<string>? ClaimsOf(OpenedResource opened) => _claims.GetValueOrDefault(opened.Resource.Path);

    private static HashSet<string> SingleFiles(IReadOnlyList<OpenedResource> loaded)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var opened in loaded)
        {
            if (opened.Resource.ForEach is null)
            {
                files.Add(Path.GetFullPath(opened.Resource.Destination));
            }
        }

        return files;
    }

    private static bool MayMeet(Resource one, Resource other)
    {
        if (one.ForEach is null || other.ForEach is null || one.Path == other.Path)
        {
            return false;
        }

        var (left, right) = (Path.GetFullPath(one.ForEach.Folder), Path.GetFullPath(other.ForEach.Folder));
        return RealPath.IsAtOrBelow(left, right) || RealPath.IsAtOrBelow(right, left);
    }
}
