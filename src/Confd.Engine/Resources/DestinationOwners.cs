using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>Finds resources that write the same file, and so undo each other's work in every cycle. Remembers the files of earlier
/// calls.</summary>
internal sealed class DestinationOwners
{
    // By their last names: only files of the same name have to be looked for.
    private readonly Dictionary<(string Name, string? Key), List<(string Path, string File)>> _owners = [];

    private readonly FilePlaces _places = new();

    /// <summary>The resource file before this one that has the same destination, by whatever path; null where there is none.</summary>
    /// <param name="resource">The resource, expressions evaluated. Resources with a <c>for_each</c> over the same key and destination write
    /// the same files.</param>
    public string? FindEarlier(Resource resource)
    {
        var path = resource.ForEach?.DestinationOfAnyName ?? resource.Destination;
        var key = (Path.GetFileName(path), resource.ForEach?.Key);
        if (!_owners.TryGetValue(key, out var owners))
        {
            _owners.Add(key, owners = []);
        }

        foreach (var owner in owners)
        {
            if (_places.Of(owner.Path) == _places.Of(path))
            {
                return owner.File;
            }
        }

        owners.Add((path, resource.Path));
        return null;
    }
}
