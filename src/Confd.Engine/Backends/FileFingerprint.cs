using Confd.Backends;
using Confd.Engine.Posix;

namespace Confd.Engine.Backends;

/// <summary>Hashes the names and identities of the files that are read. A file whose status cannot be read does not affect the
/// others.</summary>
internal static class FileFingerprint
{
    public static int Compute(FileBackendOptions options)
    {
        var hash = default(HashCode);
        foreach (var path in options.Paths)
        {
            try
            {
                foreach (var name in FileLookup.FindNames(path, options.Filter))
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
