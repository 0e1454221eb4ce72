using Confd.Backends;
using Confd.Engine.Posix;

namespace Confd.Engine.Backends;

/// <summary>Names and identities of the files that are read, as one number. One that cannot be looked at takes nothing away from the
/// others.</summary>
internal static class FileFingerprint
{
    public static int Take(FileBackendOptions options)
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
