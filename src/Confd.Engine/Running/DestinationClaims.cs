using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.State;

namespace Confd.Engine.Running;

/// <summary>The files that the resource files of <c>conf.d</c> claim, so that no name of a <c>for_each</c> takes, or removes, a file that
/// another resource claims too, even one that cannot be used now.</summary>
/// <remarks>Used by one loop. A resource's claims are those of the last reading of its keys; <see cref="DestinationOwners"/> finds
/// conflicts without keys.</remarks>
internal sealed class DestinationClaims
{
    private readonly DestinationClaim[] _all;
    private readonly ILookup<string, string> _single;
    private readonly Dictionary<string, OpenedResource> _opened;

    // Resources whose folders are separate cannot conflict.
    private readonly Dictionary<string, DestinationClaim[]> _rivals;

    // False where a resource file cannot be read: it may claim any file.
    private readonly bool _areAllKnown;

    private readonly Dictionary<string, IReadOnlySet<FilePlace>?> _claims = [];
    private readonly Dictionary<string, (string Destination, IReadOnlySet<FilePlace> Files)> _lastKnown = [];
    private readonly Dictionary<string, IReadOnlySet<FilePlace>> _listed = [];
    private readonly CreatedFilesStore _store;

    /// <summary>Creates the claims of the resources that were read.</summary>
    /// <param name="loaded">The resources.</param>
    /// <param name="store">The files that earlier runs created for a <c>for_each</c> whose keys have not been read.</param>
    /// <param name="former">The claims before; null for none. A resource file that can no longer be read keeps its claim, and a
    /// <c>for_each</c> whose keys cannot be read those of its last reading.</param>
    public DestinationClaims(LoadedResources loaded, CreatedFilesStore store, DestinationClaims? former = null)
    {
        _store = store;
        DestinationClaim[] current =
        [
            .. loaded.Opened.Select(opened => opened.Resource).Concat(loaded.Usable).Select(DestinationClaim.Of).Concat(loaded.Broken)
                .DistinctBy(claim => claim.ResourceFile, StringComparer.Ordinal),
        ];
        _areAllKnown = current.All(claim => claim.IsKnown);
        _all =
        [
            .. current.Where(claim => claim.IsKnown)
                .Concat(current.Where(claim => !claim.IsKnown).SelectMany(claim => former?.At(claim.ResourceFile) ?? []))
                .DistinctBy(claim => claim.ResourceFile, StringComparer.Ordinal),
        ];
        _single = _all.Where(claim => claim.File is not null)
            .Select(claim => claim.File!).ToLookup(file => Path.GetFileName(file), StringComparer.Ordinal);
        _opened = loaded.Opened.Where(opened => opened.Resource.ForEach is not null)
            .ToDictionary(opened => opened.Resource.Path, StringComparer.Ordinal);
        _rivals = FindRivals();
        foreach (var claim in _all)
        {
            if (former?._lastKnown.TryGetValue(claim.ResourceFile, out var files) == true)
            {
                _lastKnown.Add(claim.ResourceFile, files);
            }
        }
    }

    /// <summary>The resources whose keys have to be read before any of these is processed: those among them that may conflict with another
    /// one, and such others whose keys have not been read yet.</summary>
    /// <param name="due">The resources of a cycle.</param>
    public IReadOnlyList<OpenedResource> FindUnread(IReadOnlyList<OpenedResource> due) =>
        [
            .. due.Where(opened => _rivals.ContainsKey(opened.Resource.Path))
                .SelectMany(opened => RivalsOf(opened.Resource)
                    .Where(rival => !_claims.ContainsKey(rival.ResourceFile))
                    .Select(rival => _opened.GetValueOrDefault(rival.ResourceFile))
                    .OfType<OpenedResource>()
                    .Append(opened))
                .DistinctBy(opened => opened.Resource.Path, StringComparer.Ordinal),
        ];

    /// <summary>Reads and stores the claims of a resource.</summary>
    /// <param name="opened">The resource.</param>
    /// <param name="readings">Reads its keys. Where that fails its former claims remain; the failure is reported when it is
    /// processed.</param>
    /// <param name="stop">Cancels it.</param>
    public async Task ReadAsync(OpenedResource opened, CycleReadings readings, CancellationToken stop)
    {
        var (resource, forEach) = (opened.Resource, opened.Resource.ForEach!);
        try
        {
            var keys = await readings.SelectAsync(opened, stop).ConfigureAwait(false);
            var files = forEach.Expand(resource, keys, new FilePlaces()).Claimed.Select(group => group.Key).ToHashSet();
            _claims[resource.Path] = files;
            _lastKnown[resource.Path] = (forEach.DestinationOfAnyName, files);
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            _claims.TryAdd(resource.Path, null);
        }
    }

    /// <summary>True where another resource claims a file.</summary>
    /// <param name="resource">The resource that would use it.</param>
    /// <param name="file">The file.</param>
    /// <param name="places">The places of files in this cycle.</param>
    public bool IsTaken(Resource resource, FilePlace file, FilePlaces places) =>
        _single[file.Name].Any(path => places.Of(path) == file) || RivalsOf(resource).Any(rival => FilesOf(rival).Contains(file));

    /// <summary>False where the claims of a resource that may claim the same files as this one are unknown.</summary>
    public bool AreRivalsKnown(Resource resource) =>
        _areAllKnown && RivalsOf(resource).All(rival => _claims.GetValueOrDefault(rival.ResourceFile) is not null);

    private DestinationClaim[] RivalsOf(Resource resource) => _rivals.GetValueOrDefault(resource.Path) ?? [];

    // Where the keys cannot be read, the files of the last reading of the same destination are better than none; so are those that earlier
    // runs have listed.
    private IReadOnlySet<FilePlace> FilesOf(DestinationClaim claim)
    {
        if (_claims.GetValueOrDefault(claim.ResourceFile) is { } files)
        {
            return files;
        }

        if (_lastKnown.TryGetValue(claim.ResourceFile, out var last) && last.Destination == claim.ForEach!.DestinationOfAnyName)
        {
            return last.Files;
        }

        if (!_listed.TryGetValue(claim.ResourceFile, out var listed))
        {
            listed = _store.Load(claim.ResourceFile, claim.ForEach!) is { } list ? PlacesIn(list) : new HashSet<FilePlace>();
            _listed.Add(claim.ResourceFile, listed);
        }

        return listed;
    }

    private static HashSet<FilePlace> PlacesIn(CreatedFiles list)
    {
        var places = new FilePlaces();
        return [.. list.Files.Select(file => places.Of(Path.Join(list.Folder, file)))];
    }

    private IEnumerable<DestinationClaim> At(string fileOrFolder) =>
        _all.Where(claim => RealPath.IsAtOrBelow(claim.ResourceFile, fileOrFolder));

    private Dictionary<string, DestinationClaim[]> FindRivals()
    {
        var rivals = new Dictionary<string, DestinationClaim[]>(StringComparer.Ordinal);
        var places = new FilePlaces();
        DestinationClaim[] many = [.. _all.Where(claim => claim.ForEach is not null)];
        foreach (var claim in many)
        {
            if (many.Where(other => other != claim && MayOverlap(claim.ForEach!, other.ForEach!, places)).ToArray()
                        is { Length: > 0 } found)
            {
                rivals.Add(claim.ResourceFile, found);
            }
        }

        return rivals;
    }

    private static bool MayOverlap(ForEach one, ForEach other, FilePlaces places)
    {
        var (left, right) = (places.OfFolder(one.Folder), places.OfFolder(other.Folder));
        return RealPath.IsAtOrBelow(left, right) || RealPath.IsAtOrBelow(right, left);
    }
}
