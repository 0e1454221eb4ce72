using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>The file that a new one replaces, and the users who control it.</summary>
internal static class ReplacedFile
{
    /// <summary>Opens a regular file, or the target of a link; null where there is none.</summary>
    /// <param name="place">Its path.</param>
    /// <param name="owner">The future owner of the new file.</param>
    /// <param name="foreignOwner">The owner of the existing file, whatever its kind, or of the link, if that is neither root nor the new
    /// owner; null for none.</param>
    public static SafeFileHandle? TryOpenPath(FilePath place, uint owner, out uint? foreignOwner)
    {
        foreignOwner = null;
        try
        {
            var found = UnixTree.OpenPathIfThere(place, followsLink: false);
            if (found is null || IsFile(found, ref foreignOwner))
            {
                return found;
            }

            found.Dispose();
            found = place.FollowsLink ? UnixTree.OpenPathIfThere(place, followsLink: true) : null;
            if (found is null || IsFile(found, ref foreignOwner))
            {
                return found;
            }

            found.Dispose();
        }
        catch (UnixException)
        {
            // A file that cannot be examined has nothing to copy.
        }

        return null;

        bool IsFile(SafeFileHandle found, ref uint? user)
        {
            var state = UnixFile.Stat(found);
            user ??= state.UserId == 0 || state.UserId == owner ? null : state.UserId;
            return state.Kind == FileKind.Regular;
        }
    }

    /// <summary>The foreignOwner of <see cref="TryOpenPath"/>.</summary>
    public static uint? FindForeignOwner(FilePath place, uint owner)
    {
        TryOpenPath(place, owner, out var foreignOwner)?.Dispose();
        return foreignOwner;
    }
}
