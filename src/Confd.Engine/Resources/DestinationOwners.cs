using Confd.Engine.Resources;

namespace Confd.Engine.Validation;

/// <summary>Finds resources that write the same file: they undo each other's work in every cycle. Remembers the files that were judged
/// before.</summary>
internal sealed class DestinationJudge
{
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Why a destination cannot be this file's; null where no file before it has the same.</summary>
    /// <param name="file">The resource file.</param>
    /// <param name="destination">The destination, expressions filled in.</param>
    /// <param name="forEach">What makes many files of it: resources over the same key and destination write the same ones; null for one
    /// file.</param>
    public string? FindProblem(string file, string destination, ForEach? forEach)
    {
        var path = forEach is null ? Path.GetFullPath(destination) : $"{Path.GetFullPath(forEach.DestinationOfAnyName)}\0{forEach.Key}";
        return _owners.TryAdd(path, file) ? null : $"{_owners[path]} writes the same file: {destination}";
    }
}
