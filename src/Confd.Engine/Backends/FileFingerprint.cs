using Confd.Backends;
using Confd.Engine.Posix;

namespace Confd.Engine.Backends;

/// <summary>Names and identities of the files behind the configured paths, as one number.</summary>
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
                    hash.Add(name);
                    hash.Add(FileIdentity.Of(name));
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
