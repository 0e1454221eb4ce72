using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>Finds resources that write the same file, and so undo each other's work in every cycle. Remembers the files of earlier
/// calls.</summary>
/// <remarks>For a check of the resource files alone, where no key and so no name of a <c>for_each</c> is known;
/// <c>DestinationClaims</c> does it in a run.</remarks>
internal sealed class DestinationOwners
{
    // By their last names, the first of each: only files of the same name have to be looked for. Null where it is among the owners.
    private readonly Dictionary<(string Name, string? Key), (string Path, string File)?> _firsts = [];

    private readonly Dictionary<(FilePlace Place, string? Key), string> _owners = [];

    private readonly FilePlaces _places = new();

    /// <summary>The resource file before this one that has the same destination, by whatever path; null where there is none.</summary>
    /// <param name="resource">The resource, expressions evaluated. Resources with a <c>for_each</c> over the same key and destination write
    /// the same files.</param>
    public string? FindEarlier(Resource resource)
    {
        var path = resource.ForEach?.DestinationOfAnyName ?? resource.Destination;
        var key = resource.ForEach?.Key;
        var name = (Path.GetFileName(path), key);
        if (_firsts.TryAdd(name, (path, resource.Path)))
        {
            return null;
        }

        if (_firsts[name] is { } first)
        {
            _owners.Add((_places.Of(first.Path), key), first.File);
            _firsts[name] = null;
        }

        var place = (_places.Of(path), key);
        return _owners.TryAdd(place, resource.Path) ? null : _owners[place];
    }
}
