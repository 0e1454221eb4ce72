using Confd.Engine.Keys;

namespace Confd.Engine.Backends;

/// <summary>Names, sizes and times of the files behind the configured paths, as one number.</summary>
internal static class FileFingerprint
{
    public static int Take(IEnumerable<string> paths)
    {
        var hash = default(HashCode);
        foreach (var path in paths)
        {
            try
            {
                foreach (var name in FileLookup.Find(path, "*"))
                {
                    var file = new FileInfo(SymbolicLinks.Resolve(name).Target);
                    hash.Add(file.FullName);
                    hash.Add(file.Exists ? file.Length : -1);
                    hash.Add(file.LastWriteTimeUtc.Ticks);
                }
            }
            catch (Exception exception) when (exception is KeyBackendException or IOException or UnauthorizedAccessException)
            {
                hash.Add(exception.Message);
            }
        }

        return hash.ToHashCode();
    }
}
