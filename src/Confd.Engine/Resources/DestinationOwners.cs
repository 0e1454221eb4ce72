namespace Confd.Engine.Resources;

/// <summary>Finds resources that write the same file, and so undo each other's work in every cycle. Remembers the files of earlier
/// calls.</summary>
internal sealed class DestinationOwners
{
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>The resource file before this one that has the same destination; null where there is none.</summary>
    /// <param name="file">The resource file.</param>
    /// <param name="destination">The destination, expressions evaluated.</param>
    /// <param name="forEach">The resource's <c>for_each</c>: resources over the same key and destination write the same files; null for one
    /// file.</param>
    public string? FindEarlier(string file, string destination, ForEach? forEach)
    {
        var path = forEach is null ? Path.GetFullPath(destination) : $"{Path.GetFullPath(forEach.DestinationOfAnyName)}\0{forEach.Key}";
        return _owners.TryAdd(path, file) ? null : _owners[path];
    }
}
